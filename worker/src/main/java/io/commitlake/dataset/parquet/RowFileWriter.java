package io.commitlake.dataset.parquet;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.apache.parquet.avro.AvroWriteSupport;
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
 * Writes one Parquet file, row group by row group. The same rows make the same bytes, always.
 *
 * <p>This is what Parquet's own ParquetWriter does, by the same public parts (Iceberg's does it too), and not that class
 * itself because it has no way to choose encodings and guesses when to look how much memory a row group has come to.
 * Here a row group outgrows its bound by a few rows of usual length or a single long one, be it a message of 20 MB.
 */
public final class RowFileWriter implements AutoCloseable {
    /** Of memory while it is written: two months side by side are six files. */
    public static final long ROW_GROUP_BYTES = 8L << 20;

    private static final int ROWS_BETWEEN_LOOKS = 32;
    private static final long LONG_ROW_BYTES = 16 << 10;
    private static final int PAGE_BYTES = 256 << 10;
    private static final int DICTIONARY_BYTES = 1 << 20;
    private static final String COMMIT_SHA = "commit_sha";
    private static final int BOUND_LENGTH = 64;
    /** Its conversions are found on the class path, which takes longer than a small month's rows. */
    private static final GenericData MODEL = new GenericData();

    private final TableSchema schema;
    private final HashedStream stream;
    private final ParquetProperties properties;
    private final BytesInputCompressor compressor;
    private final AvroWriteSupport<Object> rows;
    private final Map<String, String> metadata;
    private final MessageColumnIO columnIo;
    private final ParquetFileWriter file;
    private RowGroup group;
    private int rowsUntilLook = ROWS_BETWEEN_LOOKS;
    private long rowsInFile;

    /** What was written. */
    public record Written(long rows, long bytes, String sha256) {}

    public RowFileWriter(OutputStream out, TableSchema schema) throws IOException {
        this(out, schema, Optional.empty());
    }

    /**
     * The same with a footer of others' making.
     *
     * @param footer keys and values that stand there in place of Avro's
     */
    public RowFileWriter(OutputStream out, TableSchema schema, Optional<Map<String, String>> footer)
            throws IOException {
        this.schema = schema;
        stream = new HashedStream(out);
        properties = properties(schema);
        compressor = new Codecs().getCompressor(CompressionCodecName.ZSTD);
        rows = new AvroWriteSupport<>(schema.parquet(), schema.avro(), MODEL);
        Map<String, String> avro = rows.init(TableSchema.configuration()).getExtraMetaData();
        metadata = footer.orElse(avro);
        columnIo = new ColumnIOFactory(false).getColumnIO(schema.parquet());
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
     * @param length about how many bytes the row takes, as far as there is no bound to that: a long one isn't left to
     *     the next look at the memory
     */
    public void write(IndexedRecord row, long length) throws IOException {
        if (--rowsUntilLook <= 0) {
            rowsUntilLook = ROWS_BETWEEN_LOOKS;
            if (group.columns.getBufferedSize() > ROW_GROUP_BYTES) {
                group.end(true);
                group = new RowGroup();
            }
        }
        group.write(row);
        if (length > LONG_ROW_BYTES) {
            rowsUntilLook = 0;
        }
    }

    public Written finish() throws IOException {
        group.end(rowsInFile > 0);
        file.end(metadata);
        close();
        return new Written(rowsInFile, stream.getPos(), stream.hash());
    }

    /** Without {@link #finish} what was written is no Parquet file. */
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
                .withMinRowCountForPageSizeCheck(ROWS_BETWEEN_LOOKS)
                .estimateRowCountForPageSizeCheck(false)
                .withSizeStatisticsEnabled(false);
        schema.parquet().getColumns().stream()
                .filter(column -> schema.unsorted().contains(column.getPath()[0]))
                .forEach(column -> properties.withStatisticsEnabled(String.join(".", column.getPath()), false));
        return properties.build();
    }

    /** Rows in memory, column by column, their full pages compressed. */
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

        RowGroup() {
            rows.prepareForWrite(consumer);
        }

        void write(IndexedRecord row) {
            if (row instanceof ExtendedRow mixed) {
                mixed.write(consumer);
            } else {
                rows.write(row);
            }
            count++;
            if (row instanceof Row partitioned) {
                commits.add(partitioned.commitSha());
            }
        }

        /**
         * @param oneOfSeveral then a reader that looks for a commit is spared the others; where a file has one row
         *     group, and most have, a filter would cost more than it saves
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
