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
 * Parquet's options for a reader without Hadoop. They have a builder, but it makes Hadoop's codecs before it can be told
 * of others, which takes Hadoop's classes (parquet-hadoop 1.18.1); so the constructor behind it is called. A test without
 * Hadoop's jars holds this in place.
 */
public final class ReadOptions {
    private static final int MAX_ALLOCATION = 8 << 20;
    private static final ParquetReadOptions OPTIONS = options();

    private ReadOptions() {}

    /** Every page's checksum is looked at; rows are never filtered. */
    public static ParquetReadOptions get() {
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
                false, // filters by statistics
                false, // by dictionary
                false, // by record
                false, // by column index
                true, // page checksums
                false, // filters by bloom filter
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
            throw new IllegalStateException("this is another version of parquet-hadoop than 1.18.1", otherVersion);
        }
    }
}
