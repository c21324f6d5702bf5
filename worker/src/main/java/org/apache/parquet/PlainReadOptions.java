package org.apache.parquet;

import java.util.Map;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.format.converter.ParquetMetadataConverter;

/**
 * Parquet's read options without Hadoop. Their public builder makes Hadoop's codecs even where others are given, and so
 * needs its classes at run time; their constructor doesn't, but only this package may call it.
 */
public final class PlainReadOptions {
    private static final int ALLOCATION = 8 << 20;

    private PlainReadOptions() {}

    /** Nothing is filtered, checksums of pages are verified where there are any. */
    public static ParquetReadOptions with(CompressionCodecFactory codecs) {
        return new ParquetReadOptions(
                false,
                false,
                false,
                false,
                false,
                true,
                false,
                false,
                false,
                FilterCompat.NOOP,
                ParquetMetadataConverter.NO_FILTER,
                codecs,
                new HeapByteBufferAllocator(),
                ALLOCATION,
                Map.of(),
                null,
                null,
                new PlainParquetConfiguration());
    }
}
