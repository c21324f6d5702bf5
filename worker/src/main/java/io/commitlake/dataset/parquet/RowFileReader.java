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
 * Reads a Parquet file row by row, with the pages of one row group in memory. A corrupt file may cause any exception;
 * the caller reports which file it was.
 */
public final class RowFileReader<R> implements AutoCloseable {
    private final MessageType expected;
    private final Function<Values, R> row;
    private final ParquetFileReader file;
    private final MessageType requested;
    private @Nullable RecordReader<Values> rowGroup;
    private long rowsLeft;

    public RowFileReader(InputFile input, TableSchema schema, Function<Values, R> row) throws IOException {
        this.expected = schema.parquet();
        this.row = row;
        file = ParquetFiles.open(input);
        List<Type> known = expected.getFields().stream()
                .filter(column -> schema().containsField(column.getName()))
                .map(column -> schema().getType(column.getName()))
                .toList();
        requested = new MessageType(schema().getName(), known);
        file.setRequestedSchema(requested);
    }

    /** The schema with all columns of the file. */
    public MessageType schema() {
        return file.getFileMetaData().getSchema();
    }

    /** The number of rows, according to the footer. */
    long rows() {
        return file.getRecordCount();
    }

    /** The next row, or null after the last. */
    @Nullable
    public R next() throws IOException {
        while (rowsLeft == 0) {
            PageReadStore pages = file.readNextRowGroup();
            if (pages == null) {
                return null;
            }
            MessageColumnIO columns =
                    new ColumnIOFactory(file.getFileMetaData().getCreatedBy()).getColumnIO(requested, schema());
            rowGroup = columns.getRecordReader(pages, new RowConverter(expected, requested), FilterCompat.NOOP);
            rowsLeft = pages.getRowCount();
        }
        rowsLeft--;
        return row.apply(Objects.requireNonNull(rowGroup).read());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
