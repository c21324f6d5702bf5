package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.job.work.Workspace;
import io.commitlake.model.Json;
import io.commitlake.testing.Python;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files with the contents of files are as reliable as all others: killed, faulty, forgotten, void and listed ones. */
class ContentsFilesTest extends ContentsExports {
    private static final String OF_SMALL = "file_contents/repository_id=1001/file_contents_1001-0.parquet";

    /** The store holds back one put until the worker is killed: that of the first file of a table. */
    @Test
    void aWorkerThatIsKilledBetweenPutsLeavesTheSameBytesOnceRepeated() throws Exception {
        stack.set("COMMITLAKE_CONTENTS", "all");
        stack.track("small").ended(0);
        export(LATE);
        SortedMap<String, String> undisturbed = stack.commitTables();
        assertThat(undisturbed.keySet()).anyMatch(key -> key.startsWith("file_contents/"));
        stack.removeDataset();

        URI store = URI.create(Objects.requireNonNull(stack.environment().get("AWS_ENDPOINT_URL_S3")));
        String prefix = Objects.requireNonNull(stack.environment().get("COMMITLAKE_DATASET"))
                .substring("s3://".length());
        stack.track("small").ended(0);
        CountDownLatch never = new CountDownLatch(1);
        try (Relay relay = new Relay(store)) {
            Map<String, String> slow = new HashMap<>(stack.environment());
            slow.put("AWS_ENDPOINT_URL_S3", relay.address().toString());
            for (String table : List.of("file_contents", "file_states", "commits")) {
                CountDownLatch held = new CountDownLatch(1);
                relay.hold("PUT /" + prefix + "/" + table + "/", () -> {
                    held.countDown();
                    Relay.await(never);
                });
                try (WorkerProcess worker =
                        WorkerProcess.start(folder.resolve("log-" + table), slow, "run", "--snapshot", LATE)) {
                    worker.killWhen(table + " is put", () -> held.getCount() == 0);
                }
                assertThat(stack.commitTables().keySet()).noneMatch(key -> key.startsWith(table + "/"));
                if (!table.equals("file_contents")) {
                    assertThat(stack.commitTables().keySet()).anyMatch(key -> key.startsWith("file_contents/"));
                }
            }
        } finally {
            never.countDown();
        }
        export(LATE);
        assertThat(stack.commitTables()).isEqualTo(undisturbed);
        assertThat(stack.commitlake("validate", "--all").ended(0).out()).contains("no faults");
    }

    @Test
    void validationFindsAnyFaultOfTheContents() throws IOException {
        exportTwice("lake", ".py,.rst,.txt");
        Path file = stack.dataset().resolve(OF_SMALL);
        byte[] right = Files.readAllBytes(file);

        byte[] changed = right.clone();
        changed[right.length / 2] ^= 1;
        Files.write(file, changed);
        assertThat(faults()).contains(OF_SMALL, "SHA-256");
        Files.delete(file);
        assertThat(faults()).contains(OF_SMALL + ": is missing");

        Map<String, String> edits = new TreeMap<>();
        edits.put("rows.pop(1)", "lacks the blob");
        edits.put("rows.reverse()", "comes after blob");
        edits.put("rows[0].update(content=b'x' + rows[0]['content'])", "content has the SHA-1");
        edits.put("rows[0].update(file_size=rows[0]['file_size'] + 1)", "file_size is");
        edits.put("rows[0].update(is_binary=not rows[0]['is_binary'])", "is_binary is");
        edits.put("rows[0].update(repository_id=7)", "repository_id is 7, not 1001");
        edits.put("rows.append(dict(rows[0], file_sha='f' * 40))", "no file state that may be kept has this blob");
        for (Map.Entry<String, String> edit : edits.entrySet()) {
            Files.write(file, right);
            rewrite(file, edit.getKey());
            assertThat(faults()).as(edit.getKey()).contains(OF_SMALL, edit.getValue());
        }

        Files.write(file, right);
        assertThat(stack.commitlake("validate", "--all").ended(0).out()).contains("no faults");
        try (Stream<Path> months = Files.walk(stack.dataset().resolve("file_states/repository_id=1001"))) {
            Path states =
                    months.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
            byte[] before = Files.readAllBytes(states);
            rewrite(states, "[row.update(s3_file_location=None) for row in rows]");
            assertThat(faults()).contains("doesn't name this file");
            Files.write(states, before);
            rewrite(states, "[row.update(s3_file_location='s3://other') for row in rows]");
            assertThat(faults()).contains("s3_file_location is s3://other, not file://");
        }
    }

    private String faults() {
        return stack.commitlake("validate", "--all").ended(7).err();
    }

    /** Changes a file's rows, and keeps its schema. */
    private static void rewrite(Path file, String edit) {
        Python.run("-c", """
                import sys, pyarrow as pa, pyarrow.parquet as pq
                table = pq.ParquetFile(sys.argv[1]).read()
                rows = table.to_pylist()
                exec(sys.argv[2])
                pq.write_table(pa.Table.from_pylist(rows, table.schema), sys.argv[1])
                """, file.toString(), edit);
    }

    @Test
    void aForgottenRepositoryAndAVoidExportLeaveNoContents() throws IOException {
        exportTwice("lake", "all");
        assertThat(stack.dataset().resolve(OF_SMALL)).exists();
        stack.commitlake("forget", "--id", "1001", "--yes").ended(0);
        try (Stream<Path> files = Files.walk(stack.dataset())) {
            assertThat(files.map(Path::toString)).noneMatch(path -> path.contains("repository_id=1001"));
        }
        assertThat(stack.commitlake("validate", "--all").ended(0).out()).contains("no faults");

        // As if a worker had been killed after it had settled the export as void, before it removed the files.
        Workspace.remove(stack.dataset().resolve("data_files"));
        Files.write(
                stack.dataset().resolve("_commitlake/ledger/outcomes/1000/1.json"),
                Json.write(Map.of(
                        "outcome",
                        "void",
                        "reason",
                        "by a test",
                        "at",
                        Instant.now().toString())));
        Path open = Files.createDirectories(stack.dataset().resolve("_commitlake/ledger/open"));
        Files.createFile(open.resolve("1000-1"));
        assertThat(stack.commitTables().keySet())
                .contains("file_contents/repository_id=1000/file_contents_1000-1.parquet");
        stack.commitlake("plan", "--snapshot", "2019-01-01", "--run", "r").ended(0);
        stack.commitlake("merge", "--snapshot", "2019-01-01", "--run", "r").ended(0);
        assertThat(stack.commitTables().keySet())
                .contains("file_contents/repository_id=1000/file_contents_1000-0.parquet")
                .noneMatch(key -> key.endsWith("-1.parquet"));
    }

    @Test
    void theListOfFilesHasTheContentsWithoutAMonth() {
        exportTwice("lake", "all");
        assertThat(Python.run("-c", """
                import glob, hashlib, os, sys
                import pyarrow.parquet as pq
                rows = [row for file in glob.glob(sys.argv[1] + "/data_files/*") for row in pq.read_table(file).to_pylist()]
                rows = [row for row in rows if row["table"] == "file_contents"]
                for row in rows:
                    content = open(os.path.join(sys.argv[1], row["path"]), "rb").read()
                    assert row["commit_month"] is None, row
                    assert (row["bytes"], row["sha256"]) == (len(content), hashlib.sha256(content).hexdigest()), row
                    assert row["rows"] == pq.ParquetFile(os.path.join(sys.argv[1], row["path"])).metadata.num_rows, row
                print(sorted(os.path.basename(row["path"]) for row in rows))
                """, stack.dataset().toString()))
                .contains("file_contents_1000-0", "file_contents_1000-1", "file_contents_1001-0");
    }
}
