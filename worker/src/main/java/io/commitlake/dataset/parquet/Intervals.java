package io.commitlake.dataset.parquet;

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
 * Repairs the footer of a file with INTERVAL columns. The Parquet format has no logical type for them; Parquet's Java
 * library (1.18.1) writes UNKNOWN, which DuckDB reads as a column of nulls.
 */
public final class Intervals {
    /** The bytes after the footer: its length and the magic number ("File Format" in the Parquet documentation). */
    private static final int TRAILER = 8;

    private Intervals() {}

    /** Returns the same file without a logical type on its INTERVAL columns. */
    public static byte[] repair(byte[] file) throws IOException {
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
        int repairedLength = out.size() - (end - length);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(repairedLength)
                .array());
        out.writeBytes(Arrays.copyOfRange(file, end + Integer.BYTES, file.length));
        return out.toByteArray();
    }
}
