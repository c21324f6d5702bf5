package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.dataset.RepositoriesFile;
import io.commitlake.github.Endpoints;
import io.commitlake.github.GitHub;
import io.commitlake.github.Known;
import io.commitlake.github.Lookup;
import io.commitlake.github.RemoteRepository;
import io.commitlake.github.http.Http;
import io.commitlake.github.http.Transport;
import io.commitlake.github.tokens.Credential;
import io.commitlake.github.tokens.Tokens;
import io.commitlake.model.Repository;
import io.commitlake.model.Secret;
import io.commitlake.model.Tip;
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

/** What a run may cost, as the sandbox counts it. */
class RequestsTest {
    private static RequestCounts counted(String what, House house) {
        RequestCounts requests = house.sandbox().requests();
        System.out.printf(
                "requests: %s: %d REST, %d GraphQL, %d of git's%n",
                what, requests.of(RequestKind.REST), requests.of(RequestKind.GRAPHQL), requests.of(RequestKind.GIT));
        return requests;
    }

    @Test
    void aRunOverAThousandRepositoriesWithoutAChange(@TempDir Path folder) throws IOException {
        SyntheticRepositories thousand = SyntheticRepositories.of(1000, 7);
        List<String> names = thousand.repositories().stream()
                .map(SyntheticRepository::fullName)
                .toList();
        Path few = Files.write(folder.resolve("few.txt"), names.subList(0, 10));
        Path all = Files.write(folder.resolve("all.txt"), names);
        Path none = Files.createDirectory(folder.resolve("none"));
        try (House house = new House(folder, none, options -> options.withSynthetic(thousand))) {
            house.into(folder.resolve("dataset"));
            house.commitlake("track", "--file", few.toString()).ended(0);
            house.commitlake("run").ended(0);
            house.commitlake("track", "--file", all.toString()).ended(0);
            exported(house);
            house.sandbox().resetRequests();

            assertThat(house.commitlake("run").ended(0).out()).contains("nothing to do");
            assertThat(counted("1,000 repositories without a change", house).total())
                    .isLessThanOrEqualTo(11);
        }
    }

    /** The rows become what they are after an export of each, which would take a thousand fetches. */
    private static void exported(House house) throws IOException {
        Path table = house.dataset().resolve("repositories/repositories_0.parquet");
        List<Repository> rows = RepositoriesFile.read("repositories_0", Files.readAllBytes(table));
        assertThat(rows).filteredOn(row -> row.last().isPresent()).hasSize(10);
        Map<String, String> settings = house.environment();
        Endpoints endpoints = new Endpoints(
                URI.create(Objects.requireNonNull(settings.get("GITHUB_API_URL"))),
                URI.create(Objects.requireNonNull(settings.get("GITHUB_GRAPHQL_URL"))),
                URI.create(Objects.requireNonNull(settings.get("GITHUB_SERVER_URL"))));
        Credential token = Credential.of(new Secret(Objects.requireNonNull(settings.get("GITHUB_TOKENS"))));
        try (Transport transport = new Transport(endpoints.api())) {
            Tokens tokens = new Tokens(List.of(token), Clock.systemUTC(), Duration.ofMinutes(1));
            List<Lookup> seen = new GitHub(endpoints, new Http(endpoints.api(), transport, tokens))
                    .look(rows.stream()
                            .map(row -> new Known(row.id(), row.nodeId()))
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
                assertThat(row.last().isEmpty() || row.equals(after)).isTrue(); // as the exported ones are
                exported.add(after);
            }
            Files.write(table, RepositoriesFile.write(exported));
        }
    }

    @Test
    void aFirstExportOfEightHundredAuthors(@TempDir Path folder) {
        try (House house = new House(folder, House.shared("histories"))) {
            house.into(folder.resolve("dataset"));
            house.track("merges").ended(0);
            house.sandbox().resetRequests();
            house.commitlake("run").ended(0);

            RequestCounts requests = counted("first export of merges, 871 authors", house);
            assertThat(requests.total() - requests.of(RequestKind.GIT)).isLessThanOrEqualTo(12);
        }
    }

    /** First the whole history but the last commits by git, then those by the API, step by step. */
    private static void theLatestByTheApi(Path folder, Path bundle, int... firstParentsBack) throws IOException {
        Path histories = Files.createDirectory(folder.resolve("histories"));
        Path repository = histories.resolve("live.git");
        Repo.git(folder, "clone", "-q", "--bare", bundle.toString(), repository.toString());
        String tip = Repo.git(repository, "rev-parse", "main").strip();
        try (House house = new House(folder, histories)) {
            String before = tip + "~" + firstParentsBack[0];
            Repo.git(repository, "update-ref", "refs/heads/main", before);
            house.into(folder.resolve("dataset")).set("COMMITLAKE_SOURCE", "git");
            house.track("live").ended(0);
            house.commitlake("run").ended(0);
            house.set("COMMITLAKE_SOURCE", "api");
            for (int at = 1; at <= firstParentsBack.length; at++) {
                String head = at == firstParentsBack.length ? tip : tip + "~" + firstParentsBack[at];
                Repo.git(repository, "update-ref", "refs/heads/main", head);
                int commits = Integer.parseInt(Repo.git(repository, "rev-list", "--count", head, "^" + before)
                        .strip());
                house.sandbox().resetRequests();
                house.commitlake("run").ended(0);

                assertThat(counted("the last " + commits + " commits by the API", house)
                                .total())
                        .isBetween((long) commits, (long) (1.2 * commits + 10));
                before = head;
            }
            house.oracle("live", 1000);
        }
    }

    @Test
    void theLatestCommitsOfSmallByTheApi(@TempDir Path folder) throws IOException {
        theLatestByTheApi(folder, House.shipped().resolve("small.bundle"), 176, 26, 1);
    }

    @Test
    void theLatestCommitsOfManyMergesByTheApi(@TempDir Path folder) throws IOException {
        theLatestByTheApi(folder, House.shared("histories").resolve("merges.bundle"), 63, 3);
    }
}
