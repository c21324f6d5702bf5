package io.commitlake.dataset.parquet;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;

/** Opens Parquet files whose schema every method of Parquet's can walk. */
public final class ParquetFiles {
    /** The most levels of a column. Parquet's own methods are recursive and would overflow the stack. */
    private static final int MAX_LEVELS = 100;

    private ParquetFiles() {}

    /**
     * Opens a file. A corrupt file may cause any exception.
     *
     * @throws Values.UnreadableRow if a group of the schema has no columns, or if groups are nested too deeply
     */
    public static ParquetFileReader open(InputFile input) throws IOException {
        ParquetFileReader file;
        try {
            file = ParquetFileReader.open(input, ReadOptions.get());
        } catch (StackOverflowError nested) {
            throw new Values.UnreadableRow("its columns are nested too deeply", nested);
        }
        try {
            check(file.getFileMetaData().getSchema());
            return file;
        } catch (RuntimeException refused) {
            file.close();
            throw refused;
        }
    }

    private static void check(GroupType schema) {
        record Level(Type type, int depth) {}
        Deque<Level> left = new ArrayDeque<>();
        schema.getFields().forEach(column -> left.push(new Level(column, 1)));
        while (!left.isEmpty()) {
            Level next = left.pop();
            if (next.depth() > MAX_LEVELS) {
                throw new Values.UnreadableRow("its columns are nested in more than " + MAX_LEVELS + " levels");
            }
            if (!next.type().isPrimitive()) {
                GroupType group = next.type().asGroupType();
                if (group.getFieldCount() == 0) {
                    throw new Values.UnreadableRow("its group " + group.getName() + " has no columns");
                }
                group.getFields().forEach(column -> left.push(new Level(column, next.depth() + 1)));
            }
        }
    }
}
