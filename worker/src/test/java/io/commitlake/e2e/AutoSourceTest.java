package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.history.api.AutoSource;
import io.commitlake.model.Json;
import io.commitlake.sandbox.control.RequestKind;
import io.commitlake.testing.Logged;
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

    /** The sources in all exports' claims, the first export first. */
    private static List<String> sources(Stack stack) {
        try (Stream<Path> files = Files.walk(stack.dataset().resolve("_commitlake/ledger"))) {
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
    void aFirstExportComesFromGitAndOneMoreCommitFromTheApi() throws IOException {
        Path histories = Files.createDirectory(folder.resolve("histories"));
        Path repository = histories.resolve("small.git");
        Repo.git(
                folder,
                "clone",
                "-q",
                "--bare",
                Stack.shipped().resolve("small.bundle").toString(),
                repository.toString());
        String tip = Repo.git(repository, "rev-parse", "main").strip();
        Repo.git(repository, "update-ref", "refs/heads/main", tip + "~1");
        try (Stack stack = new Stack(folder, histories);
                Logged log = Logged.of(AutoSource.class)) {
            stack.track("small").ended(0);
            stack.sandbox().resetRequests();
            // For a small repository's first export, choosing a source isn't worth a request.
            stack.commitlake("run").ended(0);
            assertThat(log.lines()).last().asString().contains("INFO ", "/small: git: a first export of ");
            assertThat(stack.sandbox().requests().latest()).noneMatch(line -> line.contains("/commits?"));
            Repo.git(repository, "update-ref", "refs/heads/main", tip);
            stack.sandbox().resetRequests();
            stack.commitlake("run").ended(0);
            assertThat(log.lines()).last().asString().contains("INFO ", "/small: api: 1 new commits take about ");

            assertThat(sources(stack)).containsExactly("git", "api");
            assertThat(stack.sandbox().requests().of(RequestKind.GIT)).isZero();
            stack.oracle("small", 1000);
        }
    }

    @Test
    void withoutATokenGitReplacesTheApi() {
        try (Stack stack = new Stack(folder, Stack.shipped())) {
            stack.set("GITHUB_TOKENS", "").set("COMMITLAKE_SOURCE", "api");
            stack.track("small").ended(0);
            stack.commitlake("run").ended(0);

            assertThat(sources(stack)).containsExactly("git");
            stack.oracle("small", 1001);
        }
    }

    @Test
    void anUnknownSourceIsNamed() {
        try (Stack stack = new Stack(folder, Stack.shipped())) {
            assertThat(stack.set("COMMITLAKE_SOURCE", "svn")
                            .commitlake("status")
                            .ended(3)
                            .err())
                    .contains("COMMITLAKE_SOURCE is \"svn\"", "auto, git or api");
        }
    }

    @Test
    void aClaimOfOneSourceIsExportedAlikeFromTheOther() {
        try (Stack stack = new Stack(folder, Stack.shipped())) {
            stack.into(folder.resolve("dataset")).track("small").ended(0);
            stack.commitlake("plan", "--snapshot", "2022-01-01", "--run", "r").ended(0);
            String[] extract = {"extract", "--snapshot", "2022-01-01", "--run", "r", "--shard", "0"};
            stack.set("COMMITLAKE_SOURCE", "api").commitlake(extract).ended(0);
            var byApi = stack.commitTables();
            for (String lost : List.of("commits", "file_changes", "file_states", "_commitlake/ledger/outcomes")) {
                io.commitlake.job.work.Workspace.remove(stack.dataset().resolve(lost));
            }

            stack.set("COMMITLAKE_SOURCE", "git").commitlake(extract).ended(0);
            assertThat(stack.commitTables()).isNotEmpty().isEqualTo(byApi);
            assertThat(sources(stack)).containsExactly("api");
        }
    }
}
