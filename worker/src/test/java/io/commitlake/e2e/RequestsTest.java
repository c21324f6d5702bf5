package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.control.Kind;
import io.commitlake.sandbox.control.Requests;
import io.commitlake.sandbox.synthetic.Sketch;
import io.commitlake.sandbox.synthetic.Synthetic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run may cost, as the sandbox counts it. */
class RequestsTest {
    private static Requests counted(String what, House house) {
        Requests requests = house.sandbox().requests();
        System.out.printf(
                "requests: %s: %d REST, %d GraphQL, %d of git's%n",
                what, requests.of(Kind.REST), requests.of(Kind.GRAPHQL), requests.of(Kind.GIT));
        return requests;
    }

    @Test
    void aRunOverAThousandRepositoriesWithoutAChange(@TempDir Path folder) throws IOException {
        Synthetic thousand = Synthetic.of(1000, 7);
        List<String> names = thousand.sketches().stream().map(Sketch::fullName).toList();
        Path list = Files.write(folder.resolve("repositories.txt"), names);
        Path none = Files.createDirectory(folder.resolve("none"));
        try (House house = new House(folder, none, options -> options.withSynthetic(thousand))) {
            house.into(folder.resolve("dataset"));
            house.commitlake("track", "--file", list.toString()).ended(0);
            house.commitlake("run").ended(0);
            house.sandbox().resetRequests();

            assertThat(house.commitlake("run").ended(0).out()).contains("nothing to do");
            assertThat(counted("1,000 repositories without a change", house).total())
                    .isLessThanOrEqualTo(11);
        }
    }

    @Test
    void aFirstExportOfEightHundredAuthors(@TempDir Path folder) {
        try (House house = new House(folder, House.shared("histories"))) {
            house.into(folder.resolve("dataset"));
            house.track("merges").ended(0);
            house.sandbox().resetRequests();
            house.commitlake("run").ended(0);

            Requests requests = counted("first export of merges, 871 authors", house);
            assertThat(requests.total() - requests.of(Kind.GIT)).isLessThanOrEqualTo(12);
        }
    }

    private static void theLatestByTheApi(Path folder, Path bundle, int... firstParents) throws IOException {
        Path histories = Files.createDirectory(folder.resolve("histories"));
        Path repository = histories.resolve("live.git");
        Repo.git(folder, "clone", "-q", "--bare", bundle.toString(), repository.toString());
        String tip = Repo.git(repository, "rev-parse", "main").strip();
        try (House house = new House(folder, histories)) {
            for (int back : firstParents) {
                Repo.git(repository, "update-ref", "refs/heads/main", tip + "~" + back);
                house.into(folder.resolve("dataset-" + back)).set("COMMITLAKE_SOURCE", "git");
                house.track("live").ended(0);
                house.commitlake("run").ended(0);
                Repo.git(repository, "update-ref", "refs/heads/main", tip);
                int commits = Integer.parseInt(Repo.git(repository, "rev-list", "--count", tip, "^" + tip + "~" + back)
                        .strip());
                house.set("COMMITLAKE_SOURCE", "api").sandbox().resetRequests();
                house.commitlake("run").ended(0);

                assertThat(counted("the last " + commits + " commits by the API", house)
                                .total())
                        .isBetween((long) commits, (long) (1.2 * commits + 10));
                house.oracle("live", 1000);
            }
        }
    }

    @Test
    void theLatestCommitsOfSmallByTheApi(@TempDir Path folder) throws IOException {
        theLatestByTheApi(folder, House.shipped().resolve("small.bundle"), 1, 25, 150);
    }

    @Test
    void theLatestCommitsOfManyMergesByTheApi(@TempDir Path folder) throws IOException {
        theLatestByTheApi(folder, House.shared("histories").resolve("merges.bundle"), 3, 60);
    }
}
