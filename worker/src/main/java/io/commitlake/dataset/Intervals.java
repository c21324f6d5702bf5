package io.commitlake.dataset;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;

/**
 * Mends the footer of a file with INTERVAL columns: the Parquet format has no logical type for them, and Parquet's Java
 * library (1.18.1) writes UNKNOWN there, which DuckDB reads as a column of nulls.
 */
final class Intervals {
    /** The footer's length and the magic number, behind the footer ("File Format" in the Parquet documentation). */
    private static final int TRAILER = 8;

    private Intervals() {}

    /** The same file with no logical type at its INTERVAL columns. */
    static byte[] mended(byte[] file) throws IOException {
        int end = file.length - TRAILER;
        int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(end);
        FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(file, end - length, length));
        boolean any = false;
        for (SchemaElement column : Objects.requireNonNull(footer.getSchema())) {
            if (column.getConverted_type() == ConvertedType.INTERVAL) {
                column.unsetLogicalType();
                any = true;
            }
        }
        if (!any) {
            return file;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(file.length);
        out.write(file, 0, end - length);
        Util.writeFileMetaData(footer, out);
        int mended = out.size() - (end - length);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(mended)
                .array());
        out.writeBytes(Arrays.copyOfRange(file, end + Integer.BYTES, file.length));
        return out.toByteArray();
    }
}
