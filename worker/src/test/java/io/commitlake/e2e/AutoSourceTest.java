package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.Json;
import io.commitlake.sandbox.control.RequestKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AutoSourceTest {
    @TempDir
    Path folder;

    /** What the claims of all exports say, from the first. */
    private static List<String> sources(House house) {
        try (Stream<Path> files = Files.walk(house.dataset().resolve("_commitlake/ledger"))) {
            return files.filter(file -> file.toString().contains("claim"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .map(AutoSourceTest::source)
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String source(Path claim) {
        try {
            return Json.tree(Files.readAllBytes(claim)).path("source").asString();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void aWholeHistoryComesByGitAndOneCommitMoreByTheApi() throws IOException {
        Path histories = Files.createDirectory(folder.resolve("histories"));
        Path repository = histories.resolve("small.git");
        Repo.git(
                folder,
                "clone",
                "-q",
                "--bare",
                House.shipped().resolve("small.bundle").toString(),
                repository.toString());
        String tip = Repo.git(repository, "rev-parse", "main").strip();
        Repo.git(repository, "update-ref", "refs/heads/main", tip + "~1");
        try (House house = new House(folder, histories)) {
            house.track("small").ended(0);
            house.sandbox().resetRequests();
            // A small repository's first export: which of the two isn't worth a request.
            assertThat(house.commitlake("run").ended(0).err()).contains("/small: git: a first export of ");
            assertThat(house.sandbox().requests().latest()).noneMatch(line -> line.contains("/commits?"));
            Repo.git(repository, "update-ref", "refs/heads/main", tip);
            house.sandbox().resetRequests();
            assertThat(house.commitlake("run").ended(0).err()).contains("/small: api: 1 new commits take about ");

            assertThat(sources(house)).containsExactly("git", "api");
            assertThat(house.sandbox().requests().of(RequestKind.GIT)).isZero();
            house.oracle("small", 1000);
        }
    }

    @Test
    void theApiWithoutATokenIsGit() {
        try (House house = new House(folder, House.shipped())) {
            house.set("GITHUB_TOKENS", "").set("COMMITLAKE_SOURCE", "api");
            house.track("small").ended(0);
            house.commitlake("run").ended(0);

            assertThat(sources(house)).containsExactly("git");
            house.oracle("small", 1001);
        }
    }

    @Test
    void aSourceThatThereIsNotIsNamed() {
        try (House house = new House(folder, House.shipped())) {
            assertThat(house.set("COMMITLAKE_SOURCE", "svn")
                            .commitlake("status")
                            .ended(3)
                            .err())
                    .contains("COMMITLAKE_SOURCE is \"svn\"", "auto, git or api");
        }
    }

    @Test
    void aClaimOfOneSourceIsCarriedOutByTheOther() {
        try (House house = new House(folder, House.shipped())) {
            house.into(folder.resolve("dataset")).track("small").ended(0);
            house.commitlake("plan", "--snapshot", "2022-01-01", "--run", "r").ended(0);
            String[] extract = {"extract", "--snapshot", "2022-01-01", "--run", "r", "--shard", "0"};
            house.set("COMMITLAKE_SOURCE", "api").commitlake(extract).ended(0);
            var byApi = house.commitTables();
            for (String lost : List.of("commits", "file_changes", "file_states", "_commitlake/ledger/outcomes")) {
                io.commitlake.job.Workspace.remove(house.dataset().resolve(lost));
            }

            house.set("COMMITLAKE_SOURCE", "git").commitlake(extract).ended(0);
            assertThat(house.commitTables()).isNotEmpty().isEqualTo(byApi);
            assertThat(sources(house)).containsExactly("api");
        }
    }
}
