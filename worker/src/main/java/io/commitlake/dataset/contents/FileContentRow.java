package io.commitlake.dataset.contents;

import io.commitlake.dataset.parquet.RowBinding;
import io.commitlake.dataset.parquet.TableRow;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.dataset.parquet.Values;
import io.commitlake.model.Table;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** A row of {@code file_contents}. Its components are the columns, which {@code file_contents.avsc} documents. */
public record FileContentRow(long repositoryId, String fileSha, long fileSize, boolean isBinary, ByteBuffer content)
        implements TableRow {
    public static final TableSchema SCHEMA = TableSchema.of(Table.FILE_CONTENTS);

    private static final RowBinding<FileContentRow> BINDING =
            RowBinding.of(MethodHandles.lookup(), FileContentRow.class, SCHEMA);

    public static FileContentRow of(Values row) {
        return BINDING.row(row);
    }

    @Override
    public Schema getSchema() {
        return SCHEMA.avro();
    }

    @Override
    public @Nullable Object get(int column) {
        return BINDING.get(this, column);
    }
}
