package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ExportTest {
    private static Stack stack(Path folder) {
        return new Stack(folder, Stack.shipped());
    }

    @Test
    void anExportEqualsGit(@TempDir Path folder) {
        try (Stack stack = stack(folder)) {
            stack.track("renames", "small").ended(0);
            stack.commitlake("run").ended(0);

            stack.oracle("renames", 1000);
            stack.oracle("small", 1001);
        }
    }

    @Test
    void madeHistoriesEqualGitAfterEachSnapshot(@TempDir Path folder) throws IOException {
        Path histories = Files.createDirectory(folder.resolve("histories"));
        MadeHistory.make(histories, "odd", 11, 150, true);
        MadeHistory.make(histories, "plain", 12, 150, false);
        try (Stack stack = new Stack(folder, histories).into(folder.resolve("dataset"))) {
            stack.track("odd", "plain").ended(0);
            for (String snapshot : List.of("2017-08-20", "2017-11-01", "2026-01-01")) {
                stack.commitlake("run", "--snapshot", snapshot).ended(0);
                stack.oracle("odd", 1000, "--snapshot", snapshot);
                stack.oracle("plain", 1001, "--snapshot", snapshot);
            }
        }
    }

    /** The comparisons take longer than the exports, so histories with few oddities have only the last snapshot and the tip. */
    @Test
    void everySharedHistoryEqualsGitAfterThreeSnapshotsAndAtItsTip(@TempDir Path folder) {
        List<String> withOddities = List.of("merges", "modules", "odd", "renames");
        List<String> others = List.of("huge", "large", "small", "steady");
        try (Stack stack = new Stack(folder, Stack.shared("histories"))) {
            stack.track(withOddities.toArray(String[]::new)).ended(0);
            for (String snapshot : List.of("2019-03-01", "2021-07-15", "2023-11-30")) {
                if (snapshot.startsWith("2023")) {
                    stack.track(others.toArray(String[]::new)).ended(0);
                }
                stack.commitlake("run", "--snapshot", snapshot).ended(0);
                for (String name : withOddities) {
                    stack.oracle(name, id(name), "--snapshot", snapshot);
                }
            }
            for (String name : others) {
                stack.oracle(name, id(name), "--snapshot", "2023-11-30");
            }
            stack.commitlake("run").ended(0);

            withOddities.forEach(name -> stack.oracle(name, id(name)));
            others.forEach(name -> stack.oracle(name, id(name)));
            stack.commitlake("validate", "--all").ended(0);
        }
    }

    /** The sandbox numbers its repositories by their names' order, from 1,000 on. */
    private static long id(String name) {
        List<String> all = List.of("huge", "large", "merges", "modules", "odd", "renames", "small", "steady");
        return 1000L + all.indexOf(name);
    }

    @Test
    void theSeparateCommandsEqualGitHoweverOftenEachIsRun(@TempDir Path folder) {
        try (Stack stack = stack(folder)) {
            stack.track("renames", "small").ended(0);
            String[] run = {"--snapshot", "2026-01-01", "--run", "nightly 1"};
            stack.commitlake("plan", run[0], run[1], run[2], run[3], "--shards", "2")
                    .ended(0);
            stack.commitlake("plan", run[0], run[1], run[2], run[3], "--shards", "2")
                    .ended(0);
            stack.commitlake("plan", run[0], run[1], run[2], run[3], "--shards", "3")
                    .ended(2);
            for (String shard : List.of("0", "1")) {
                CompletableFuture<Stack.Result> twin = CompletableFuture.supplyAsync(
                        () -> stack.commitlake("extract", run[0], run[1], run[2], run[3], "--shard", shard));
                stack.commitlake("extract", run[0], run[1], run[2], run[3], "--shard", shard)
                        .ended(0);
                twin.join().ended(0);
            }
            stack.commitlake("merge", run[0], run[1], run[2], run[3]).ended(0);
            stack.commitlake("merge", run[0], run[1], run[2], run[3]).ended(0);
            stack.commitlake("validate", run[0], run[1], run[2], run[3]).ended(0);

            stack.oracle("renames", 1000, "--snapshot", "2026-01-01");
            stack.oracle("small", 1001, "--snapshot", "2026-01-01");
        }
    }

    @Test
    void anyNumberOfWorkersWritesTheSameBytesAndASecondRunWritesNothing(@TempDir Path folder) {
        try (Stack stack = stack(folder)) {
            stack.track("renames", "small").ended(0);
            stack.commitlake("run", "--snapshot", "2026-01-01", "--workers", "1")
                    .ended(0);
            SortedMap<String, String> first = stack.commitTables();
            assertThat(first).hasSizeGreaterThan(100);

            SortedMap<String, Object> writtenBefore = stack.written();
            Stack.Result again =
                    stack.commitlake("run", "--snapshot", "2026-01-01").ended(0);
            assertThat(again.out()).contains("nothing to do");
            assertThat(stack.written()).isEqualTo(writtenBefore);
            assertThat(stack.commitTables()).isEqualTo(first);

            stack.removeDataset();
            stack.track("renames", "small").ended(0);
            stack.commitlake("run", "--snapshot", "2026-01-01", "--workers", "10")
                    .ended(0);
            assertThat(stack.commitTables()).isEqualTo(first);
        }
    }

    @Test
    void theSummaryCountsTheFilesAndRowsOfEachTable(@TempDir Path folder) throws IOException {
        Path summary = folder.resolve("summary.json");
        try (Stack stack = stack(folder)) {
            stack.track("renames").ended(0);
            Stack.Result run =
                    stack.commitlake("run", "--summary", summary.toString()).ended(0);

            Path git = folder.resolve("renames.git");
            Path bundle = Stack.shipped().resolve("renames.bundle");
            Repo.git(folder, "clone", "-q", "--bare", bundle.toString(), git.toString());
            long commits =
                    Long.parseLong(Repo.git(git, "rev-list", "--count", "HEAD").strip());
            List<String> changes = Repo.git(
                            git, "log", "--raw", "-M", "-l1000", "--diff-merges=first-parent", "--format=")
                    .lines()
                    .filter(line -> line.startsWith(":"))
                    .toList();
            // The new mode of a removal is 000000, of a submodule 160000: neither is a file version.
            long states = changes.stream()
                    .filter(line -> !line.matches(":\\d+ (000000|160000) .*"))
                    .count();
            JsonNode tables = Json.tree(Files.readAllBytes(summary)).at("/extract/tables");
            assertThat(tables.at("/commits/rows").longValue()).isEqualTo(commits);
            assertThat(tables.at("/file_changes/rows").longValue()).isEqualTo(changes.size());
            assertThat(tables.at("/file_states/rows").longValue()).isEqualTo(states);
            for (String table : List.of("commits", "file_changes", "file_states")) {
                long files = stack.commitTables().keySet().stream()
                        .filter(key -> key.startsWith(table + "/"))
                        .count();
                assertThat(tables.at("/" + table + "/files").longValue())
                        .as(table)
                        .isEqualTo(files)
                        .isPositive();
            }
            assertThat(run.out())
                    .contains(String.format(
                            Locale.ROOT,
                            "extracted: %,d commits, %,d file changes, %,d file states, ",
                            commits,
                            changes.size(),
                            states));

            stack.commitlake("run", "--summary", summary.toString()).ended(0);
            assertThat(Json.tree(Files.readAllBytes(summary)).at("/extract/tables"))
                    .isEmpty();
        }
    }
}
