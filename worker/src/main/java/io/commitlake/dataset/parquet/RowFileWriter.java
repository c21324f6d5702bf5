package io.commitlake.dataset.parquet;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.generic.IndexedRecord;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.api.RecordConsumer;

/**
 * Writes one Parquet file, row group by row group. The same rows always make the same bytes.
 *
 * <p>It uses the public parts of Parquet's own ParquetWriter, as Iceberg's writer does. ParquetWriter itself can't
 * choose encodings, and it guesses when to check the memory of a row group. Here a row group exceeds its limit by at
 * most a few rows of usual length or a single long one, even if that is a message of 20 MB.
 */
public final class RowFileWriter implements AutoCloseable {
    /** The size of a row group in memory. An export writes two months at once, which is six files. */
    public static final long ROW_GROUP_BYTES = 8L << 20;

    private static final int ROWS_BETWEEN_CHECKS = 32;
    private static final long LONG_ROW_BYTES = 16 << 10;
    private static final int PAGE_BYTES = 256 << 10;
    private static final int DICTIONARY_BYTES = 1 << 20;
    private static final String COMMIT_SHA = "commit_sha";
    private static final int BOUND_LENGTH = 64;

    private final TableSchema schema;
    private final HashedStream stream;
    private final ParquetProperties properties;
    private final BytesInputCompressor compressor;
    private final Map<String, String> metadata;
    private final MessageColumnIO columnIo;
    private final ParquetFileWriter file;
    private RowGroup group;
    private int rowsUntilCheck = ROWS_BETWEEN_CHECKS;
    private long rowsInFile;

    /** What all files of a schema share, because making it takes as long as writing a small month. It never changes. */
    private record Shared(ParquetProperties properties, MessageColumnIO columns) {
        static Shared of(TableSchema schema) {
            return new Shared(
                    RowFileWriter.properties(schema), new ColumnIOFactory(false).getColumnIO(schema.parquet()));
        }
    }

    private static final Map<TableSchema, Shared> SHARED = new ConcurrentHashMap<>();

    /** The rows, the bytes and the SHA-256 of a finished file. */
    public record Written(long rows, long bytes, String sha256) {}

    public RowFileWriter(OutputStream out, TableSchema schema) throws IOException {
        this(out, schema, Map.of());
    }

    /**
     * Opens a file with the given metadata.
     *
     * @param metadata key-value metadata. Avro's copy of the schema isn't among it: most files are small, and it would
     *     take a third of their bytes.
     */
    public RowFileWriter(OutputStream out, TableSchema schema, Map<String, String> metadata) throws IOException {
        this.schema = schema;
        stream = new HashedStream(out);
        Shared shared = SHARED.computeIfAbsent(schema, Shared::of);
        properties = shared.properties();
        compressor = new Codecs().getCompressor(CompressionCodecName.ZSTD);
        this.metadata = metadata;
        columnIo = shared.columns();
        file = new ParquetFileWriter(
                stream,
                schema.parquet(),
                ParquetFileWriter.Mode.CREATE,
                ROW_GROUP_BYTES,
                0,
                BOUND_LENGTH,
                BOUND_LENGTH,
                properties.getPageWriteChecksumEnabled());
        file.start();
        group = new RowGroup();
    }

    /**
     * Writes one row.
     *
     * @param length the approximate size in bytes of the columns whose length has no limit; after a long row the writer
     *     checks its memory at once
     */
    public void write(IndexedRecord row, long length) throws IOException {
        if (--rowsUntilCheck <= 0) {
            rowsUntilCheck = ROWS_BETWEEN_CHECKS;
            if (group.columns.getBufferedSize() > ROW_GROUP_BYTES) {
                group.end(true);
                group = new RowGroup();
            }
        }
        group.write(row);
        if (length > LONG_ROW_BYTES) {
            rowsUntilCheck = 0;
        }
    }

    public Written finish() throws IOException {
        group.end(rowsInFile > 0);
        file.end(metadata);
        close();
        return new Written(rowsInFile, stream.getPos(), stream.hash());
    }

    /** Closes the output. Before {@link #finish}, the output isn't a valid Parquet file. */
    @Override
    public void close() throws IOException {
        compressor.release();
        stream.close();
    }

    private static ParquetProperties properties(TableSchema schema) {
        ParquetProperties.Builder properties = ParquetProperties.builder()
                .withAllocator(HeapByteBufferAllocator.getInstance())
                .withValuesWriterFactory(new ColumnEncodings(schema.unique()))
                .withPageSize(PAGE_BYTES)
                .withDictionaryPageSize(DICTIONARY_BYTES)
                .withMinRowCountForPageSizeCheck(schema.hasLongRows() ? 1 : ROWS_BETWEEN_CHECKS)
                .estimateRowCountForPageSizeCheck(false)
                .withSizeStatisticsEnabled(false);
        schema.parquet().getColumns().stream()
                .filter(column -> schema.unsorted().contains(column.getPath()[0]))
                .forEach(column -> properties.withStatisticsEnabled(String.join(".", column.getPath()), false));
        return properties.build();
    }

    /** The rows in memory, by column, with full pages already compressed. */
    private final class RowGroup {
        private final ColumnChunkPageWriteStore pages = new ColumnChunkPageWriteStore(
                compressor,
                schema.parquet(),
                properties.getAllocator(),
                BOUND_LENGTH,
                properties.getPageWriteChecksumEnabled());
        private final ColumnWriteStore columns = properties.newColumnWriteStore(schema.parquet(), pages, pages);
        private final RecordConsumer consumer = columnIo.getRecordWriter(columns);
        private final ShaFilter commits = new ShaFilter();
        private long count;

        void write(IndexedRecord row) {
            if (row instanceof ExtendedRow extended) {
                extended.write(consumer);
            } else {
                RowValues.writeRow(row, consumer);
            }
            count++;
            if (row instanceof Row partitioned) {
                commits.add(partitioned.commitSha());
            }
        }

        /**
         * Writes the row group to the file.
         *
         * @param oneOfSeveral whether the file has several row groups. Only then a bloom filter lets a reader that
         *     looks for a commit skip row groups; in the usual file with one row group it would cost more than it
         *     saves.
         */
        void end(boolean oneOfSeveral) throws IOException {
            if (count == 0) {
                return;
            }
            file.startBlock(count);
            if (oneOfSeveral && schema.parquet().containsField(COMMIT_SHA)) {
                file.addBloomFilter(COMMIT_SHA, commits.filter());
            }
            consumer.flush();
            columns.flush();
            pages.flushToFileWriter(file);
            file.endBlock();
            columns.close();
            pages.close();
            rowsInFile += count;
        }
    }
}
