package io.commitlake.dataset.parquet;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Reads a Parquet file row by row, a row group's pages in memory at a time. Of a file that isn't what it should be it
 * may throw anything: who reads says whose file that was.
 */
public final class RowFileReader<R> implements AutoCloseable {
    private final MessageType ours;
    private final Function<Values, R> row;
    private final ParquetFileReader file;
    private final MessageType requested;
    private @Nullable RecordReader<Values> rowGroup;
    private long left;

    public RowFileReader(InputFile input, TableSchema schema, Function<Values, R> row) throws IOException {
        this.ours = schema.parquet();
        this.row = row;
        file = ParquetFileReader.open(input, ReadOptions.get());
        List<Type> known = ours.getFields().stream()
                .filter(column -> schema().containsField(column.getName()))
                .map(column -> schema().getType(column.getName()))
                .toList();
        requested = new MessageType(schema().getName(), known);
        file.setRequestedSchema(requested);
    }

    /** All the file's columns. */
    public MessageType schema() {
        return file.getFileMetaData().getSchema();
    }

    /** As the file's footer says. */
    long rows() {
        return file.getRecordCount();
    }

    /** The next row, or null after the last. */
    @Nullable
    public R next() throws IOException {
        while (left == 0) {
            PageReadStore pages = file.readNextRowGroup();
            if (pages == null) {
                return null;
            }
            MessageColumnIO columns =
                    new ColumnIOFactory(file.getFileMetaData().getCreatedBy()).getColumnIO(requested, schema());
            rowGroup = columns.getRecordReader(pages, new RowConverter(ours, requested), FilterCompat.NOOP);
            left = pages.getRowCount();
        }
        left--;
        return row.apply(Objects.requireNonNull(rowGroup).read());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
