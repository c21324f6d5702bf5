package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.dataset.RepositoriesFile;
import io.commitlake.github.Endpoints;
import io.commitlake.github.GitHub;
import io.commitlake.github.Lookup;
import io.commitlake.github.RemoteRepository;
import io.commitlake.github.RepositoryRef;
import io.commitlake.github.http.Http;
import io.commitlake.github.http.Transport;
import io.commitlake.github.tokens.Credential;
import io.commitlake.github.tokens.TokenPool;
import io.commitlake.model.Repository;
import io.commitlake.model.Tip;
import io.commitlake.model.secret.Secret;
import io.commitlake.sandbox.control.RequestCounts;
import io.commitlake.sandbox.control.RequestKind;
import io.commitlake.sandbox.synthetic.SyntheticRepositories;
import io.commitlake.sandbox.synthetic.SyntheticRepository;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many requests a run may make, as counted by the sandbox. */
class RequestsTest {
    private static RequestCounts counted(String label, Stack stack) {
        RequestCounts requests = stack.sandbox().requests();
        System.out.printf(
                "requests: %s: %d REST, %d GraphQL, %d Git%n",
                label, requests.of(RequestKind.REST), requests.of(RequestKind.GRAPHQL), requests.of(RequestKind.GIT));
        return requests;
    }

    @Test
    void aRunOverAThousandUnchangedRepositoriesTakesAtMostElevenRequests(@TempDir Path folder) throws IOException {
        SyntheticRepositories thousand = SyntheticRepositories.of(1000, 7);
        List<String> names = thousand.repositories().stream()
                .map(SyntheticRepository::fullName)
                .toList();
        Path few = Files.write(folder.resolve("few.txt"), names.subList(0, 10));
        Path all = Files.write(folder.resolve("all.txt"), names);
        Path none = Files.createDirectory(folder.resolve("none"));
        try (Stack stack = new Stack(folder, none, options -> options.withSynthetic(thousand))) {
            stack.into(folder.resolve("dataset"));
            stack.commitlake("track", "--file", few.toString()).ended(0);
            stack.commitlake("run").ended(0);
            stack.commitlake("track", "--file", all.toString()).ended(0);
            markAllExported(stack);
            stack.sandbox().resetRequests();

            assertThat(stack.commitlake("run").ended(0).out()).contains("nothing to do");
            assertThat(counted("1,000 repositories without a change", stack).total())
                    .isLessThanOrEqualTo(11);
        }
    }

    /** Sets all rows as an export of each repository would, which would take a thousand fetches. */
    private static void markAllExported(Stack stack) throws IOException {
        Path table = stack.dataset().resolve("repositories/repositories_0.parquet");
        List<Repository> rows = RepositoriesFile.read("repositories_0", Files.readAllBytes(table));
        assertThat(rows).filteredOn(row -> row.last().isPresent()).hasSize(10);
        Map<String, String> settings = stack.environment();
        Endpoints endpoints = new Endpoints(
                URI.create(Objects.requireNonNull(settings.get("GITHUB_API_URL"))),
                URI.create(Objects.requireNonNull(settings.get("GITHUB_GRAPHQL_URL"))),
                URI.create(Objects.requireNonNull(settings.get("GITHUB_SERVER_URL"))));
        Credential token = Credential.of(new Secret(Objects.requireNonNull(settings.get("GITHUB_TOKENS"))));
        try (Transport transport = new Transport(endpoints.api())) {
            TokenPool tokens = new TokenPool(List.of(token), Clock.systemUTC(), Duration.ofMinutes(1));
            List<Lookup> seen = new GitHub(endpoints, new Http(endpoints.api(), transport, tokens))
                    .lookUp(rows.stream()
                            .map(row -> new RepositoryRef(row.id(), row.nodeId()))
                            .toList());
            List<Repository> exported = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                Repository row = rows.get(i);
                RemoteRepository.Head head =
                        ((Lookup.Found) seen.get(i)).repository().head().orElseThrow();
                Repository after = new Repository(
                        row.id(),
                        row.createdAt(),
                        Optional.of(new Tip(head.sha(), head.at())),
                        row.nodeId(),
                        row.fullName(),
                        OptionalLong.of(1));
                assertThat(row.last().isEmpty() || row.equals(after)).isTrue(); // the ten exported rows are so already
                exported.add(after);
            }
            Files.write(table, RepositoriesFile.write(exported));
        }
    }

    @Test
    void aFirstExportOfEightHundredAuthorsTakesAtMostTwelveApiRequests(@TempDir Path folder) {
        try (Stack stack = new Stack(folder, Stack.shared("histories"))) {
            stack.into(folder.resolve("dataset"));
            stack.track("merges").ended(0);
            stack.sandbox().resetRequests();
            stack.commitlake("run").ended(0);

            RequestCounts requests = counted("first export of merges, 871 authors", stack);
            assertThat(requests.total() - requests.of(RequestKind.GIT)).isLessThanOrEqualTo(12);
        }
    }

    /** Exports all but the last commits from Git, then those from the API in steps; asserts each step's requests. */
    private static void assertRequestsOfLatestCommits(Path folder, Path bundle, int... firstParentsBack)
            throws IOException {
        Path histories = Files.createDirectory(folder.resolve("histories"));
        Path repository = histories.resolve("live.git");
        Repo.git(folder, "clone", "-q", "--bare", bundle.toString(), repository.toString());
        String tip = Repo.git(repository, "rev-parse", "main").strip();
        try (Stack stack = new Stack(folder, histories)) {
            String before = tip + "~" + firstParentsBack[0];
            Repo.git(repository, "update-ref", "refs/heads/main", before);
            stack.into(folder.resolve("dataset")).set("COMMITLAKE_SOURCE", "git");
            stack.track("live").ended(0);
            stack.commitlake("run").ended(0);
            stack.set("COMMITLAKE_SOURCE", "api");
            for (int at = 1; at <= firstParentsBack.length; at++) {
                String head = at == firstParentsBack.length ? tip : tip + "~" + firstParentsBack[at];
                Repo.git(repository, "update-ref", "refs/heads/main", head);
                int commits = Integer.parseInt(Repo.git(repository, "rev-list", "--count", head, "^" + before)
                        .strip());
                stack.sandbox().resetRequests();
                stack.commitlake("run").ended(0);

                assertThat(counted("the last " + commits + " commits from the API", stack)
                                .total())
                        .isBetween((long) commits, (long) (1.2 * commits + 10));
                before = head;
            }
            stack.oracle("live", 1000);
        }
    }

    @Test
    void theLatestCommitsTakeLittleMoreThanOneApiRequestEach(@TempDir Path folder) throws IOException {
        assertRequestsOfLatestCommits(folder, Stack.shipped().resolve("small.bundle"), 176, 26, 1);
    }

    @Test
    void theLatestMergesTakeLittleMoreThanOneApiRequestEach(@TempDir Path folder) throws IOException {
        assertRequestsOfLatestCommits(folder, Stack.shared("histories").resolve("merges.bundle"), 63, 3);
    }
}
