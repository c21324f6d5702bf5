package io.commitlake.job.doctor;

import io.commitlake.github.GitHub;
import io.commitlake.github.http.TokenAnswer;
import io.commitlake.github.http.TokenRights;
import io.commitlake.github.tokens.TokenUse;
import io.commitlake.model.CommitlakeException;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks each of GitHub's tokens: whether GitHub accepts it, its budgets, its scopes, and when it expires. */
@Singleton
public final class TokenCheck {
    /** The time before its expiry in which a token should be replaced. */
    private static final Duration SOON = Duration.ofDays(14);

    /** AWS refuses requests from a clock that is off by 15 minutes; a snapshot without a date is the clock's time. */
    private static final Duration MOST_SKEW = Duration.ofMinutes(1);

    /** The scopes of classic tokens that the worker can use: {@code repo} for private repositories. */
    private static final Set<String> USEFUL = Set.of(TokenRights.SCOPE, "public_repo", "read:user");

    private final GitHub github;
    private final Clock clock;

    TokenCheck(GitHub github, Clock clock) {
        this.github = github;
        this.clock = clock;
    }

    /** Asks GitHub about each token, which costs no requests. */
    public List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        List<TokenAnswer> answers = github.refreshBudgets();
        List<TokenUse> uses = github.uses();
        if (answers.stream().allMatch(answer -> answer.failure().isPresent())
                && uses.stream().noneMatch(TokenUse::refused)) {
            throw CommitlakeException.github(answers.stream()
                            .flatMap(answer -> answer.failure().stream())
                            .findFirst()
                            .orElse("every token is in use")
                    + ": check the network, the proxy and GITHUB_API_URL");
        }
        for (TokenAnswer answer : answers) {
            findings.add(finding(answer, uses));
        }
        answers.stream()
                .flatMap(answer -> answer.clock().stream())
                .findFirst()
                .ifPresent(ahead -> findings.add(skew(ahead)));
        return findings;
    }

    private Finding finding(TokenAnswer answer, List<TokenUse> uses) {
        String subject = answer.token() == 0 ? "no token" : "token " + answer.token();
        if (answer.failure().isPresent()) {
            boolean refused = uses.stream().anyMatch(use -> use.token() == answer.token() && use.refused());
            return Finding.failure(
                    subject,
                    answer.failure().get()
                            + (refused
                                    ? ": replace it in GITHUB_TOKENS, or in the file of GITHUB_TOKENS_FILE"
                                    : ": set another token if it stays so"));
        }
        List<String> words = new ArrayList<>();
        boolean well = true;
        if (answer.token() == 0) {
            words.add(
                    "GitHub allows 60 requests an hour without a token: set GITHUB_TOKENS for more, and for discover");
            well = false;
        }
        Optional<Instant> expires = answer.expires();
        if (expires.isPresent()) {
            Duration left = Duration.between(clock.instant(), expires.get());
            boolean soon = left.compareTo(SOON) < 0;
            words.add("it expires " + expires.get().truncatedTo(ChronoUnit.MINUTES)
                    + (soon ? ", in " + Math.max(0, left.toDays()) + " days: make a new one" : ""));
            well &= !soon;
        }
        if (answer.scopes()
                .filter(scopes -> !scopes.contains(TokenRights.SCOPE))
                .isPresent()) {
            words.add("it sees public repositories only: " + TokenRights.NEEDED);
        }
        List<String> needless = answer.scopes().stream()
                .flatMap(List::stream)
                .filter(scope -> !USEFUL.contains(scope))
                .toList();
        if (!needless.isEmpty()) {
            words.add("it has scopes that the worker never uses, so make one without: " + String.join(", ", needless));
            well = false;
        }
        for (TokenUse use : uses) {
            if (use.token() == answer.token()) {
                use.left()
                        .forEach((resource, left) ->
                                words.add(left.remaining() + " of " + left.limit() + " " + resource + " requests left"
                                        + (left.remaining() == 0
                                                ? " until " + left.reset().truncatedTo(ChronoUnit.SECONDS)
                                                : "")));
                well &= use.left().values().stream().noneMatch(left -> left.remaining() == 0);
            }
        }
        String text = String.join("; ", words);
        return well ? Finding.ok(subject, text) : Finding.warning(subject, text);
    }

    private static Finding skew(Duration ahead) {
        return ahead.abs().compareTo(MOST_SKEW) < 0
                ? Finding.ok("clock", "as GitHub's, to a minute")
                : Finding.warning(
                        "clock",
                        Math.abs(ahead.toSeconds()) + " seconds " + (ahead.isNegative() ? "behind" : "ahead of")
                                + " GitHub's: synchronize it (NTP), because a run's snapshot and S3's signatures follow it");
    }
}
