package io.commitlake.dataset.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds the field ids of every column. They never change, because Iceberg readers find columns by them: a new column
 * comes last and takes the next free id.
 */
class FieldIdsTest {
    @TempDir
    private Path folder;

    @Test
    void commits() throws Exception {
        assertThat(ids(TableSchema.of(Table.COMMITS)))
                .containsExactly(
                        "1 repository_id",
                        "2 commit_sha",
                        "3 commit_author_id",
                        "4 commit_at",
                        "5 commit_message",
                        "6 num_files_changed",
                        "7 num_lines_added",
                        "8 num_lines_deleted",
                        "9 parent_commits",
                        "20 parent_commits.element",
                        "10 commit_month",
                        "11 author_name",
                        "12 author_email",
                        "13 author_at",
                        "14 author_utc_offset",
                        "15 committer_id",
                        "16 committer_name",
                        "17 committer_email",
                        "18 committer_utc_offset",
                        "19 tree_sha");
    }

    @Test
    void fileChanges() throws Exception {
        assertThat(ids(TableSchema.of(Table.FILE_CHANGES)))
                .containsExactly(
                        "1 repository_id",
                        "2 commit_sha",
                        "3 file_sha",
                        "4 commit_at",
                        "5 file_path",
                        "6 file_type",
                        "7 status",
                        "8 lines_added",
                        "9 lines_deleted",
                        "10 changes",
                        "11 commit_month",
                        "12 previous_file_path",
                        "13 previous_file_sha",
                        "14 file_mode",
                        "15 previous_file_mode",
                        "16 is_binary",
                        "17 num_parents");
    }

    @Test
    void fileStates() throws Exception {
        assertThat(ids(TableSchema.of(Table.FILE_STATES)))
                .containsExactly(
                        "1 repository_id",
                        "2 commit_sha",
                        "3 file_sha",
                        "4 commit_at",
                        "5 file_size",
                        "6 s3_file_location",
                        "7 raw_url",
                        "8 commit_month",
                        "9 file_path");
    }

    @Test
    void repositories() throws Exception {
        assertThat(ids(TableSchema.REPOSITORIES))
                .containsExactly(
                        "1 id",
                        "2 created_at",
                        "3 last_commit_sha",
                        "4 last_commit_at",
                        "5 node_id",
                        "6 full_name",
                        "7 exports");
    }

    @Test
    void dataFiles() throws Exception {
        assertThat(ids(TableSchema.DATA_FILES))
                .containsExactly(
                        "1 path",
                        "2 table",
                        "3 repository_id",
                        "4 commit_month",
                        "5 export",
                        "6 rows",
                        "7 bytes",
                        "8 sha256",
                        "9 snapshot_at",
                        "10 run");
    }

    @Test
    void repositoryStates() throws Exception {
        assertThat(ids(TableSchema.REPOSITORY_STATES))
                .containsExactly(
                        "1 repository_id",
                        "2 snapshot_at",
                        "3 seen_at",
                        "4 full_name",
                        "5 outcome",
                        "6 default_branch",
                        "7 head_sha",
                        "8 is_fork",
                        "9 parent_id",
                        "10 is_archived",
                        "11 is_private",
                        "12 license",
                        "13 primary_language",
                        "14 topics",
                        "22 topics.element",
                        "15 stars",
                        "16 forks",
                        "17 open_issues",
                        "18 disk_kilobytes",
                        "19 pushed_at",
                        "20 description",
                        "21 snapshot_date");
    }

    /** The ids and names in the footer of a file that has been written, in schema order. */
    private List<String> ids(TableSchema schema) throws Exception {
        Path file = folder.resolve("file.parquet");
        try (RowFileWriter writer = new RowFileWriter(Files.newOutputStream(file), schema)) {
            writer.finish();
        }
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
            return reader.getFileMetaData().getSchema().getFields().stream()
                    .flatMap(FieldIdsTest::ids)
                    .toList();
        }
    }

    private static Stream<String> ids(Type column) {
        Stream<String> own = Stream.of(column.getId().intValue() + " " + column.getName());
        if (column.isPrimitive()) {
            return own;
        }
        Type element = column.asGroupType().getType(0).asGroupType().getType(0);
        return Stream.concat(
                own, Stream.of(element.getId().intValue() + " " + column.getName() + "." + element.getName()));
    }
}
