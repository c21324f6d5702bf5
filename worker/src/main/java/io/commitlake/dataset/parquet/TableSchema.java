package io.commitlake.dataset.parquet;

import io.commitlake.model.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;
import org.apache.parquet.avro.AvroSchemaConverter;
import org.apache.parquet.avro.AvroWriteSupport;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * A table's columns, read from the {@code .avsc} file with the table's name.
 *
 * @param avro the Avro schema, which documents each column
 * @param parquet the same schema for Parquet, with the field ids of the columns; lists have three levels
 * @param unique columns whose values rarely repeat, so that a dictionary would waste space
 * @param unsorted columns whose minimum and maximum don't help a reader to skip pages
 */
public record TableSchema(Schema avro, MessageType parquet, Set<String> unique, Set<String> unsorted) {
    public static final TableSchema REPOSITORIES =
            read("repositories", Set.of("last_commit_sha", "node_id", "full_name"), Set.of("node_id"));
    public static final TableSchema DATA_FILES = read("data_files", Set.of("path", "sha256"), Set.of("sha256"));
    public static final TableSchema REPOSITORY_STATES = read(
            "repository_states",
            Set.of("full_name", "head_sha", "description"),
            Set.of("head_sha", "description", "topics"));
    private static final TableSchema COMMITS = read(
            "commits",
            Set.of("commit_sha", "commit_message", "parent_commits", "tree_sha"),
            Set.of(
                    "commit_message",
                    "parent_commits",
                    "author_name",
                    "author_email",
                    "committer_name",
                    "committer_email",
                    "tree_sha"));
    private static final TableSchema FILE_CHANGES = read(
            "file_changes",
            Set.of("commit_sha", "file_sha", "previous_file_sha"),
            Set.of("file_sha", "previous_file_sha"));
    private static final TableSchema FILE_STATES =
            read("file_states", Set.of("commit_sha", "file_sha", "raw_url"), Set.of("file_sha", "raw_url"));
    private static final TableSchema FILE_CONTENTS =
            read("file_contents", Set.of("file_sha", "file_size", "content"), Set.of("content"));

    public static TableSchema of(Table table) {
        return switch (table) {
            case COMMITS -> COMMITS;
            case FILE_CHANGES -> FILE_CHANGES;
            case FILE_STATES -> FILE_STATES;
            case FILE_CONTENTS -> FILE_CONTENTS;
        };
    }

    /** Whether most rows are so long that the writer checks the size of a page after each. */
    boolean hasLongRows() {
        return avro.equals(FILE_CONTENTS.avro());
    }

    /** The same table with only some of its columns, in this order: a reader with this schema skips the others. */
    public TableSchema only(String... columns) {
        List<Type> types = Arrays.stream(columns).map(parquet::getType).toList();
        return new TableSchema(avro, new MessageType(parquet.getName(), types), unique, unsorted);
    }

    /**
     * Settings for the conversion from Avro to Parquet: lists have the three levels of the Parquet format, not Hive's
     * two.
     */
    static PlainParquetConfiguration configuration() {
        PlainParquetConfiguration configuration = new PlainParquetConfiguration();
        configuration.setBoolean(AvroWriteSupport.WRITE_OLD_LIST_STRUCTURE, false);
        return configuration;
    }

    private static TableSchema read(String table, Set<String> unique, Set<String> unsorted) {
        try (InputStream resource =
                Objects.requireNonNull(TableSchema.class.getResourceAsStream(table + ".avsc"), table + ".avsc")) {
            Schema avro = new SchemaParser().parse(resource).mainSchema();
            MessageType parquet = new AvroSchemaConverter(configuration()).convert(avro);
            return new TableSchema(avro, FieldIds.of(avro, parquet), unique, unsorted);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("can't read " + table + ".avsc from the worker's jar", unreadable);
        }
    }
}
