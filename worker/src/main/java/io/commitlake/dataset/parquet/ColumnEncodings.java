package io.commitlake.dataset.parquet;

import java.util.Set;
import org.apache.parquet.bytes.ByteBufferAllocator;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;
import org.apache.parquet.column.values.deltalengthbytearray.DeltaLengthByteArrayValuesWriter;
import org.apache.parquet.column.values.dictionary.DictionaryValuesWriter.PlainBinaryDictionaryValuesWriter;
import org.apache.parquet.column.values.dictionary.DictionaryValuesWriter.PlainLongDictionaryValuesWriter;
import org.apache.parquet.column.values.factory.DefaultV1ValuesWriterFactory;
import org.apache.parquet.column.values.factory.ValuesWriterFactory;
import org.apache.parquet.column.values.fallback.FallbackValuesWriter;
import org.apache.parquet.io.api.Binary;

/**
 * The encoding of each column: DELTA_LENGTH_BYTE_ARRAY for strings, which keeps lengths apart from bytes and compresses
 * best with zstd; DELTA_BINARY_PACKED for integers; and a dictionary first if the column's values repeat.
 *
 * <p>Parquet's defaults are these encodings in version 2 data pages or plain encodings in version 1 pages. Every reader
 * knows version 1 pages, and they may hold any encoding.
 */
final class ColumnEncodings implements ValuesWriterFactory {
    private static final int SLAB = 1 << 10;

    private final Set<String> unique;
    private final DefaultV1ValuesWriterFactory others = new DefaultV1ValuesWriterFactory();
    private int pageSize;
    private int dictionarySize;
    private ByteBufferAllocator allocator = HeapByteBufferAllocator.getInstance();

    ColumnEncodings(Set<String> unique) {
        this.unique = unique;
    }

    @Override
    public void initialize(ParquetProperties properties) {
        pageSize = properties.getPageSizeThreshold();
        dictionarySize = properties.getDictionaryPageSizeThreshold();
        allocator = properties.getAllocator();
        others.initialize(properties);
    }

    @Override
    public ValuesWriter newValuesWriter(ColumnDescriptor column) {
        boolean repeats = !unique.contains(column.getPath()[0]);
        return switch (column.getPrimitiveType().getPrimitiveTypeName()) {
            case INT64 ->
                repeats
                        ? FallbackValuesWriter.of(
                                new PlainLongDictionaryValuesWriter(
                                        dictionarySize, Encoding.RLE_DICTIONARY, Encoding.PLAIN, allocator),
                                integers())
                        : integers();
            case BINARY ->
                repeats
                        ? FallbackValuesWriter.of(
                                new PlainBinaryDictionaryValuesWriter(
                                        dictionarySize, Encoding.RLE_DICTIONARY, Encoding.PLAIN, allocator),
                                strings())
                        : strings();
            default -> others.newValuesWriter(column); // booleans, and columns that other programs added
        };
    }

    private DeltaBinaryPackingValuesWriterForLong integers() {
        return new DeltaBinaryPackingValuesWriterForLong(SLAB, pageSize, allocator);
    }

    private Strings strings() {
        return new Strings(SLAB, pageSize, allocator);
    }

    /**
     * Strings in DELTA_LENGTH_BYTE_ARRAY. A page with nothing but nulls is PLAIN: Iceberg's vectorized reader in Spark
     * (1.11) fails on a page of zero lengths.
     */
    private static final class Strings extends DeltaLengthByteArrayValuesWriter {
        private boolean empty = true;

        Strings(int slabSize, int pageSize, ByteBufferAllocator allocator) {
            super(slabSize, pageSize, allocator);
        }

        @Override
        public void writeBytes(Binary value) {
            empty = false;
            super.writeBytes(value);
        }

        @Override
        public BytesInput getBytes() {
            return empty ? BytesInput.empty() : super.getBytes();
        }

        @Override
        public Encoding getEncoding() {
            return empty ? Encoding.PLAIN : super.getEncoding();
        }

        @Override
        public void reset() {
            empty = true;
            super.reset();
        }
    }
}
