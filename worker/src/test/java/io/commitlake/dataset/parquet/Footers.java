package io.commitlake.dataset.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;

/** Parquet files without rows, whose footers no writer makes. */
public final class Footers {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

    private Footers() {}

    /** A file with a schema of these elements, which are the columns of a tree, each before its children. */
    public static byte[] file(List<SchemaElement> schema) {
        ByteArrayOutputStream footer = new ByteArrayOutputStream();
        try {
            Util.writeFileMetaData(new FileMetaData(1, schema, 0, List.of()), footer);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return file(footer.toByteArray());
    }

    /** A file with this footer. */
    public static byte[] file(byte[] footer) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(MAGIC);
        file.writeBytes(footer);
        file.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(footer.length)
                .array());
        file.writeBytes(MAGIC);
        return file.toByteArray();
    }

    /** A group with this many children. */
    static SchemaElement group(String name, int children) {
        return new SchemaElement(name).setNum_children(children).setRepetition_type(FieldRepetitionType.OPTIONAL);
    }

    static SchemaElement integer(String name) {
        return new SchemaElement(name).setType(Type.INT64).setRepetition_type(FieldRepetitionType.OPTIONAL);
    }
}
