package io.commitlake.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.Table;
import io.commitlake.testing.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.avro.AvroSchemaConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hadoop's Parquet, pyarrow and DuckDB read the written files with the designed schema and rows. */
final class OtherReadersTest {
    private static final int COMMITS = 1_000;

    @TempDir
    private Path folder;

    @BeforeEach
    void writeADataset() throws IOException {
        Path work = Files.createDirectory(folder.resolve("work"));
        for (WrittenFile file : Histories.write(work, Histories.commits(COMMITS))) {
            Path at = folder.resolve("dataset").resolve(file.file().key());
            Files.createDirectories(at.getParent());
            Files.move(file.local(), at);
        }
    }

    @Test
    void hadoopReadsTheDesignedSchema() throws IOException {
        assertThat(hadoopSchema(Table.COMMITS)).isEqualTo("""
                message io.commitlake.commits {
                  required int64 repository_id = 1;
                  required binary commit_sha (STRING) = 2;
                  optional int64 commit_author_id = 3;
                  required int64 commit_at (TIMESTAMP(MICROS,true)) = 4;
                  required binary commit_message (STRING) = 5;
                  required int64 num_files_changed = 6;
                  required int64 num_lines_added = 7;
                  required int64 num_lines_deleted = 8;
                  required group parent_commits (LIST) = 9 {
                    repeated group list {
                      required binary element (STRING) = 20;
                    }
                  }
                  required binary commit_month (STRING) = 10;
                  optional binary author_name (STRING) = 11;
                  optional binary author_email (STRING) = 12;
                  required int64 author_at (TIMESTAMP(MICROS,true)) = 13;
                  optional int64 author_utc_offset = 14;
                  optional int64 committer_id = 15;
                  optional binary committer_name (STRING) = 16;
                  optional binary committer_email (STRING) = 17;
                  optional int64 committer_utc_offset = 18;
                  required binary tree_sha (STRING) = 19;
                }
                """);
        assertThat(hadoopSchema(Table.FILE_CHANGES)).isEqualTo("""
                message io.commitlake.file_changes {
                  required int64 repository_id = 1;
                  required binary commit_sha (STRING) = 2;
                  required binary file_sha (STRING) = 3;
                  required int64 commit_at (TIMESTAMP(MICROS,true)) = 4;
                  required binary file_path (STRING) = 5;
                  optional binary file_type (STRING) = 6;
                  required binary status (STRING) = 7;
                  required int64 lines_added = 8;
                  required int64 lines_deleted = 9;
                  required int64 changes = 10;
                  required binary commit_month (STRING) = 11;
                  optional binary previous_file_path (STRING) = 12;
                  optional binary previous_file_sha (STRING) = 13;
                  optional binary file_mode (STRING) = 14;
                  optional binary previous_file_mode (STRING) = 15;
                  required boolean is_binary = 16;
                  required int64 num_parents = 17;
                }
                """);
        assertThat(hadoopSchema(Table.FILE_STATES)).isEqualTo("""
                message io.commitlake.file_states {
                  required int64 repository_id = 1;
                  required binary commit_sha (STRING) = 2;
                  required binary file_sha (STRING) = 3;
                  required int64 commit_at (TIMESTAMP(MICROS,true)) = 4;
                  required int64 file_size = 5;
                  optional binary s3_file_location (STRING) = 6;
                  required binary raw_url (STRING) = 7;
                  required binary commit_month (STRING) = 8;
                  required binary file_path (STRING) = 9;
                }
                """);
    }

    @Test
    void hadoopReadsTheRows() throws IOException {
        List<GenericRecord> rows = new ArrayList<>();
        Configuration plainLists = configuration();
        plainLists.setBoolean(AvroSchemaConverter.ADD_LIST_ELEMENT_RECORDS, false);
        try (ParquetReader<GenericRecord> reader = AvroParquetReader.<GenericRecord>builder(
                        HadoopInputFile.fromPath(hadoopPath(Table.COMMITS), plainLists))
                .withConf(plainLists)
                .build()) {
            for (GenericRecord row = reader.read(); row != null; row = reader.read()) {
                rows.add(row);
            }
        }

        assertThat(rows).hasSize(COMMITS);
        GenericRecord row = rows.get(6);
        assertThat(row.get("repository_id")).isEqualTo(1000L);
        assertThat(row.get("commit_sha")).hasToString(Histories.sha(6));
        assertThat(row.get("commit_author_id")).isEqualTo(1_000_006L);
        assertThat(rows.get(7).get("commit_author_id")).isNull();
        assertThat(row.get("commit_message")).hasToString("Message 6\n\nwith ünïcode \uD83D\uDE00");
        assertThat(row.get("num_lines_deleted")).isEqualTo(8L);
        assertThat(row.get("parent_commits")).hasToString("[" + Histories.sha(5) + "]");
        assertThat(row.get("commit_month")).hasToString("2024-02");
    }

    @Test
    void pyarrowReadsTheTypesAndTheRows() {
        Python.run("-c", """
                import datetime, sys
                import pyarrow as pa, pyarrow.dataset as ds, pyarrow.parquet as pq
                base = sys.argv[1]
                time = pa.timestamp("us", tz="UTC")
                want = {
                    "commits": [("repository_id", pa.int64()), ("commit_sha", pa.string()), ("commit_author_id", pa.int64()), ("commit_at", time),
                                ("commit_message", pa.string()), ("num_files_changed", pa.int64()), ("num_lines_added", pa.int64()),
                                ("num_lines_deleted", pa.int64()), ("parent_commits", pa.list_(pa.field("element", pa.string(), nullable=False))),
                                ("commit_month", pa.string()), ("author_name", pa.string()), ("author_email", pa.string()), ("author_at", time),
                                ("author_utc_offset", pa.int64()), ("committer_id", pa.int64()), ("committer_name", pa.string()),
                                ("committer_email", pa.string()), ("committer_utc_offset", pa.int64()), ("tree_sha", pa.string())],
                    "file_changes": [("repository_id", pa.int64()), ("commit_sha", pa.string()), ("file_sha", pa.string()), ("commit_at", time),
                                     ("file_path", pa.string()), ("file_type", pa.string()), ("status", pa.string()), ("lines_added", pa.int64()),
                                     ("lines_deleted", pa.int64()), ("changes", pa.int64()), ("commit_month", pa.string()),
                                     ("previous_file_path", pa.string()), ("previous_file_sha", pa.string()), ("file_mode", pa.string()),
                                     ("previous_file_mode", pa.string()), ("is_binary", pa.bool_()), ("num_parents", pa.int64())],
                    "file_states": [("repository_id", pa.int64()), ("commit_sha", pa.string()), ("file_sha", pa.string()), ("commit_at", time),
                                    ("file_size", pa.int64()), ("s3_file_location", pa.string()), ("raw_url", pa.string()),
                                    ("commit_month", pa.string()), ("file_path", pa.string())],
                }
                rows = {}
                for table, columns in want.items():
                    path = f"{base}/{table}/repository_id=1000/commit_month=2024-02/{table}_1000-0.parquet"
                    file = pq.ParquetFile(path)
                    have = [(f.name, f.type) for f in file.schema_arrow]
                    assert have == columns, have
                    rows[table] = file.read().to_pylist()
                    assert ds.dataset(f"{base}/{table}", partitioning=None).to_table().to_pylist() == rows[table]
                commit = rows["commits"][3]
                assert commit["commit_at"] == datetime.datetime(2024, 2, 1, 0, 3, tzinfo=datetime.timezone.utc), commit
                assert commit["commit_message"] == "Message 3\\n\\nwith ünïcode \\U0001F600", commit
                assert len(commit["parent_commits"]) == 1 and rows["commits"][0]["parent_commits"] == []
                mine = [row for row in rows["file_changes"] if row["commit_sha"] == commit["commit_sha"]]
                assert [(r["file_path"], r["file_type"], r["status"], r["changes"], r["previous_file_path"]) for r in mine] == [
                    ("src/a3.tar.gz", ".gz", "added", 3, None), ("Makefile", None, "modified", 3, None),
                    ("src/ä ö.py", ".py", "removed", 7, None), ("to.md", ".md", "renamed", 1, "from.md"),
                    ("vendor/lib", None, "added", 1, None)], mine
                left = [row for row in rows["file_states"] if row["commit_sha"] == commit["commit_sha"]]
                assert [(r["file_path"], r["file_size"], r["s3_file_location"]) for r in left] == [
                    ("src/a3.tar.gz", 210, None), ("Makefile", 217, None), ("to.md", 99, None)], left
                assert left[0]["raw_url"] == f"https://github.com/sandbox/small/raw/{commit['commit_sha']}/src%2Fa3.tar.gz", left
                """, folder.resolve("dataset").toString());
    }

    @Test
    void duckDbReadsTheFilesAsPartitions() {
        assertThat(Python.run("-c", """
                import sys
                import duckdb
                base = sys.argv[1]
                for table in ("commits", "file_changes", "file_states"):
                    files = f"read_parquet('{base}/{table}/*/*/*.parquet', hive_partitioning = true)"
                    types = duckdb.sql(f"describe select * from {files}").fetchall()
                    print(table, [f"{name} {kind}" for name, kind, *_ in types if name in ("repository_id", "commit_at", "commit_month", "parent_commits")])
                    print(duckdb.sql(f"select count(*), min(commit_at)::varchar, sum(repository_id)::bigint from {files} where commit_month = '2024-02'").fetchall())
                """, folder.resolve("dataset").toString())).isEqualTo("""
                        commits ['repository_id BIGINT', 'commit_at TIMESTAMP WITH TIME ZONE', 'parent_commits VARCHAR[]', 'commit_month VARCHAR']
                        [(1000, '2024-02-01 00:00:00+00', 1000000)]
                        file_changes ['repository_id BIGINT', 'commit_at TIMESTAMP WITH TIME ZONE', 'commit_month VARCHAR']
                        [(2336, '2024-02-01 00:00:00+00', 2336000)]
                        file_states ['repository_id BIGINT', 'commit_at TIMESTAMP WITH TIME ZONE', 'commit_month VARCHAR']
                        [(1668, '2024-02-01 00:00:00+00', 1668000)]
                        """);
    }

    private org.apache.hadoop.fs.Path hadoopPath(Table table) {
        String name = table.folder();
        return new org.apache.hadoop.fs.Path(folder.resolve(
                        "dataset/" + name + "/repository_id=1000/commit_month=2024-02/" + name + "_1000-0.parquet")
                .toUri());
    }

    /** Disables Hadoop's file system cache, which looks up the user in a way that Java 25 doesn't support. */
    private static Configuration configuration() {
        Configuration configuration = new Configuration(false);
        configuration.setBoolean("fs.file.impl.disable.cache", true);
        return configuration;
    }

    private String hadoopSchema(Table table) throws IOException {
        try (ParquetFileReader file =
                ParquetFileReader.open(HadoopInputFile.fromPath(hadoopPath(table), configuration()))) {
            return file.getFileMetaData().getSchema().toString();
        }
    }
}
