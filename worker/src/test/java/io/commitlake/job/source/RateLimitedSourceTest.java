package io.commitlake.job.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.commitlake.github.tokens.Credential;
import io.commitlake.github.tokens.Resource;
import io.commitlake.github.tokens.TokenLease;
import io.commitlake.github.tokens.TokenPool;
import io.commitlake.github.tokens.TokenUse;
import io.commitlake.history.Deadline;
import io.commitlake.history.FetchOutcome;
import io.commitlake.history.FetchOutcome.Declined.Reason;
import io.commitlake.history.FetchProgress;
import io.commitlake.history.HistorySource;
import io.commitlake.history.Remote;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.secret.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RateLimitedSourceTest {
    private static final Remote REMOTE = new Remote(
            7, Optional.empty(), OptionalLong.empty(), URI.create("https://example.com/a/b"), Optional.empty());
    private static final FetchOutcome THERE = new FetchOutcome.Refused("0".repeat(40));

    @TempDir
    Path folder;

    /** Gives each token its own answer, and leaves a file in the folder, as a failed fetch may. */
    private static final class Server implements HistorySource {
        private final Map<String, FetchOutcome> answers;
        private final List<String> asked = new ArrayList<>();

        Server(Map<String, FetchOutcome> answers) {
            this.answers = answers;
        }

        @Override
        public String format() {
            return "1";
        }

        @Override
        public FetchOutcome fetch(
                Remote remote,
                String head,
                List<String> frontiers,
                Path folder,
                Deadline deadline,
                FetchProgress progress) {
            String token = remote.token().map(Secret::value).orElse("none");
            asked.add(token);
            try (Stream<Path> left = Files.list(folder)) {
                assertThat(left).as("files of an earlier fetch").isEmpty();
                Files.createFile(folder.resolve("HEAD"));
            } catch (IOException failed) {
                throw new IllegalStateException(failed);
            }
            return answers.getOrDefault(token, THERE);
        }
    }

    private static TokenPool tokens(String... texts) {
        return new TokenPool(
                Stream.of(texts).map(text -> Credential.of(new Secret(text))).toList(),
                Clock.systemUTC(),
                Duration.ofSeconds(5));
    }

    private static FetchOutcome declined(Reason reason) {
        return new FetchOutcome.Declined(reason, "said so");
    }

    private FetchOutcome fetch(Server server, TokenPool tokens) {
        try {
            Path fresh = Files.createTempDirectory(folder, "fetch");
            return new RateLimitedSource(server, tokens)
                    .fetch(REMOTE, "head", List.of(), fresh, Deadline.after(Duration.ofHours(1)), FetchProgress.NONE);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void anotherTokenReplacesARefusedOne() {
        Server server = new Server(Map.of("a", declined(Reason.UNAUTHORIZED)));
        TokenPool tokens = tokens("a", "b");

        assertThat(fetch(server, tokens)).isEqualTo(THERE);
        assertThat(fetch(server, tokens)).isEqualTo(THERE);
        assertThat(server.asked).containsExactly("a", "b", "b");
        assertThat(tokens.uses()).extracting(TokenUse::refused).containsExactly(true, false);
    }

    @Test
    void anUnreachableServerIsAFailureOfGitHub() {
        HistorySource source = new HistorySource() {
            @Override
            public String format() {
                return "1";
            }

            @Override
            public FetchOutcome fetch(
                    Remote remote,
                    String head,
                    List<String> frontiers,
                    Path folder,
                    Deadline deadline,
                    FetchProgress progress) {
                throw CommitlakeException.repository("Failed to connect to example.com port 443 after 3 ms");
            }
        };

        assertThatThrownBy(() -> new RateLimitedSource(source, tokens("a"))
                        .fetch(
                                REMOTE,
                                "head",
                                List.of(),
                                folder,
                                Deadline.after(Duration.ofHours(1)),
                                FetchProgress.NONE))
                .isInstanceOfSatisfying(
                        CommitlakeException.class,
                        failed -> assertThat(failed.kind()).isEqualTo(CommitlakeException.Kind.GITHUB))
                .hasMessageContaining("GITHUB_SERVER_URL");
    }

    @Test
    void aTokenThatMeetsALimitRestsAndAnotherOneFetches() {
        Server server = new Server(Map.of("a", declined(Reason.LIMITED)));
        TokenPool tokens = tokens("a", "b");

        assertThat(fetch(server, tokens)).isEqualTo(THERE);
        assertThat(fetch(server, tokens)).isEqualTo(THERE);
        assertThat(server.asked).containsExactly("a", "b", "b");
    }

    @Test
    void theFetchFailsIfTheOnlyTokenRestsLongerThanTheMaximumWait() {
        Server server = new Server(Map.of("a", declined(Reason.LIMITED)));

        assertThatThrownBy(() -> fetch(server, tokens("a")))
                .isInstanceOfSatisfying(
                        CommitlakeException.class,
                        failed -> assertThat(failed.kind()).isEqualTo(CommitlakeException.Kind.SPENT))
                .hasMessageContaining("COMMITLAKE_MAX_WAIT");
    }

    @Test
    void aForbiddenTokenIsNotTriedAgainAndIfAllAreForbiddenTheFetchUsesNone() {
        Server server = new Server(Map.of("a", declined(Reason.FORBIDDEN), "b", declined(Reason.FORBIDDEN)));
        TokenPool tokens = tokens("a", "b");

        assertThat(fetch(server, tokens)).isEqualTo(THERE);
        assertThat(fetch(server, tokens)).isEqualTo(THERE);
        assertThat(server.asked).containsExactly("a", "b", "none", "none");
    }

    @Test
    void aRepositoryIsGoneOnlyIfEveryTokenIsToldSo() {
        Server server =
                new Server(Map.of("a", new FetchOutcome.Gone("not found"), "c", new FetchOutcome.Gone("not found")));

        assertThat(fetch(server, tokens("a", "b"))).isEqualTo(THERE);
        assertThat(fetch(server, tokens("a", "c"))).isEqualTo(new FetchOutcome.Gone("not found"));
        assertThat(fetch(new Server(Map.of("none", new FetchOutcome.Gone("not found"))), tokens()))
                .isEqualTo(new FetchOutcome.Gone("not found"));
    }

    /** GitHub answers 404 for repositories that a token may not see, so once another token succeeds, avoid that one. */
    @Test
    void aTokenThatIsTold404IsNotTriedAgainOnceAnotherOneFetches() {
        Server server = new Server(Map.of("a", new FetchOutcome.Gone("not found")));
        TokenPool tokens = tokens("a", "b");

        assertThat(fetch(server, tokens)).isEqualTo(THERE);
        assertThat(fetch(server, tokens)).isEqualTo(THERE);
        assertThat(server.asked).containsExactly("a", "b", "b");
    }

    /** A clone may take hours, so fetches after a limit don't wait for a running one. */
    @Test
    void afterALimitOtherFetchesRunBesideALongOne() {
        TokenPool tokens =
                new TokenPool(List.of(Credential.of(new Secret("a"))), Clock.systemUTC(), Duration.ofSeconds(5));
        try (TokenLease clone = lease(tokens)) {
            try (TokenLease limited = lease(tokens)) {
                limited.limited(Optional.of(Instant.now()));
            }
            try (TokenLease next = lease(tokens);
                    TokenLease another = lease(tokens)) {
                assertThat(List.of(clone.number(), next.number(), another.number()))
                        .containsOnly(1);
            }
        }
    }

    private static TokenLease lease(TokenPool tokens) {
        return assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> tokens.lease(Resource.GIT, Optional.of("7"), Set.of(), Instant.now())
                        .orElseThrow());
    }

    @Test
    void ifEveryTokenIsRefusedTheFetchFailsRatherThanUseNone() {
        Server server = new Server(Map.of("a", declined(Reason.UNAUTHORIZED)));

        assertThatThrownBy(() -> fetch(server, tokens("a")))
                .isInstanceOfSatisfying(
                        CommitlakeException.class,
                        failed -> assertThat(failed.kind()).isEqualTo(CommitlakeException.Kind.SETTINGS));
        assertThat(server.asked).containsExactly("a");
    }
}
