package io.commitlake.dataset.parquet;

import java.lang.reflect.Constructor;
import java.util.Map;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.bytes.ByteBufferAllocator;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.crypto.FileDecryptionProperties;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.format.converter.ParquetMetadataConverter.MetadataFilter;
import org.apache.parquet.hadoop.ParquetMetricsCallback;
import org.jspecify.annotations.Nullable;

/**
 * Parquet's options for a reader without Hadoop. Their builder creates Hadoop's codecs before a caller can set others
 * (parquet-hadoop 1.18.1), and Hadoop isn't on the class path; so this calls the constructor by reflection. A test
 * without Hadoop's jars guards it.
 */
final class ReadOptions {
    private static final int MAX_ALLOCATION = 8 << 20;
    private static final ParquetReadOptions OPTIONS = options();

    private ReadOptions() {}

    /** Options that verify the checksum of every page and filter no rows. */
    static ParquetReadOptions get() {
        return OPTIONS;
    }

    private static ParquetReadOptions options() {
        try {
            Constructor<ParquetReadOptions> constructor = ParquetReadOptions.class.getDeclaredConstructor(
                    boolean.class,
                    boolean.class,
                    boolean.class,
                    boolean.class,
                    boolean.class,
                    boolean.class,
                    boolean.class,
                    boolean.class,
                    boolean.class,
                    FilterCompat.Filter.class,
                    MetadataFilter.class,
                    CompressionCodecFactory.class,
                    ByteBufferAllocator.class,
                    int.class,
                    Map.class,
                    FileDecryptionProperties.class,
                    ParquetMetricsCallback.class,
                    ParquetConfiguration.class);
            constructor.setAccessible(true);
            @Nullable
            Object[] values = {
                false, // signed bounds of strings
                false, // filter by statistics
                false, // filter by dictionary
                false, // filter by record
                false, // filter by column index
                true, // page checksums
                false, // filter by bloom filter
                false, // off-heap buffers
                false, // Hadoop's vectored reads
                FilterCompat.NOOP,
                ParquetMetadataConverter.NO_FILTER,
                new Codecs(),
                HeapByteBufferAllocator.getInstance(),
                MAX_ALLOCATION,
                Map.of(),
                null,
                null,
                TableSchema.configuration()
            };
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException otherVersion) {
            throw new IllegalStateException(
                    "the version of parquet-hadoop on the class path isn't 1.18.1", otherVersion);
        }
    }
}
