package io.commitlake.github;

import io.commitlake.github.http.Http;
import io.commitlake.github.http.Transport;
import io.commitlake.github.tokens.Credential;
import io.commitlake.github.tokens.TokenPool;
import io.commitlake.history.Remote;
import io.commitlake.history.api.HistoryApi;
import io.commitlake.history.api.ShownCommit;
import io.commitlake.job.source.GitHubHistoryApi;
import io.commitlake.model.secret.Secret;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The recorded pages of a commit in detail, of which some may be missing.
 *
 * @param pages the recordings by page number
 */
record RecordedCommit(String sha, Map<Integer, Recording> pages) {
    static RecordedCommit of(String sha, List<Recording> all) {
        return new RecordedCommit(
                sha,
                all.stream()
                        .filter(each -> each.method().equals("GET")
                                && each.status() == 200
                                && each.acceptsJson()
                                && each.path().endsWith("/commits/" + sha))
                        .collect(Collectors.toMap(Recording::page, Function.identity(), (one, other) -> one)));
    }

    boolean isWhole(int lastPage) {
        return IntStream.rangeClosed(1, lastPage).allMatch(pages::containsKey);
    }

    /**
     * Reads the commit from the recordings as an export by the API does, and summarizes it; all pages must be recorded.
     */
    String summary() throws IOException {
        try (Replay github = new Replay(target -> page(Recording.page(target)).withoutBudget());
                Transport transport = new Transport(github.root())) {
            Clock clock = Clock.fixed(page(1).recordedAt(), ZoneOffset.UTC);
            TokenPool tokens =
                    new TokenPool(List.of(Credential.of(new Secret("of-the-test"))), clock, Duration.ofSeconds(1));
            Endpoints endpoints = new Endpoints(github.root(), github.root(), github.root());
            HistoryApi api =
                    new GitHubHistoryApi(new RepositoryObjects(endpoints, new Http(github.root(), transport, tokens)));
            Remote remote = new Remote(1, Optional.of("R_1"), OptionalLong.empty(), github.root(), Optional.empty());
            return ShownCommit.detail(api, remote, sha);
        }
    }

    /** The recording of a page; fails rather than return another page. */
    private Recording page(int number) {
        return Objects.requireNonNull(pages.get(number), () -> "page " + number + " of " + sha + " isn't recorded");
    }
}
