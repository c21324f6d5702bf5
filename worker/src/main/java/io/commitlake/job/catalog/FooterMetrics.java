package io.commitlake.job.catalog;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.UnicodeUtil;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;

/**
 * Computes a file's metrics from its footer as Iceberg's own Parquet library does, which needs Hadoop: none for lists, and
 * at most 16 characters for the bounds of strings.
 */
final class FooterMetrics {
    /** Iceberg's default for {@code write.metadata.metrics.default}. */
    private static final int LONGEST = 16;

    private final Map<Integer, Long> sizes = new HashMap<>();
    private final Map<Integer, Long> values = new HashMap<>();
    private final Map<Integer, Long> nulls = new HashMap<>();
    private final Map<Integer, ByteBuffer> lowest = new HashMap<>();
    private final Map<Integer, ByteBuffer> highest = new HashMap<>();

    private FooterMetrics() {}

    static Metrics of(Schema schema, ParquetMetadata footer) {
        FooterMetrics all = new FooterMetrics();
        schema.columns().stream()
                .filter(column -> column.type().isPrimitiveType())
                .forEach(column -> all.add(column, chunks(footer, column.name())));
        return new Metrics(rows(footer), all.sizes, all.values, all.nulls, Map.of(), all.lowest, all.highest);
    }

    static long rows(ParquetMetadata footer) {
        return footer.getBlocks().stream().mapToLong(BlockMetaData::getRowCount).sum();
    }

    /** The places in the file where a reader may begin, in ascending order. */
    static List<Long> rowGroups(ParquetMetadata footer) {
        return footer.getBlocks().stream()
                .map(BlockMetaData::getStartingPos)
                .sorted()
                .toList();
    }

    /** A column's parts, one in each row group. */
    private static List<ColumnChunkMetaData> chunks(ParquetMetadata footer, String column) {
        ColumnPath path = ColumnPath.get(column);
        return footer.getBlocks().stream()
                .flatMap(group -> group.getColumns().stream())
                .filter(chunk -> chunk.getPath().equals(path))
                .toList();
    }

    private void add(Types.NestedField column, List<ColumnChunkMetaData> chunks) {
        int id = column.fieldId();
        sizes.put(
                id, chunks.stream().mapToLong(ColumnChunkMetaData::getTotalSize).sum());
        values.put(
                id,
                chunks.stream().mapToLong(ColumnChunkMetaData::getValueCount).sum());
        if (!chunks.stream().allMatch(chunk -> counts(chunk.getStatistics()))) {
            return;
        }
        nulls.put(
                id,
                chunks.stream()
                        .mapToLong(chunk -> chunk.getStatistics().getNumNulls())
                        .sum());
        addBounds(column, chunks);
    }

    private static boolean counts(@Nullable Statistics<?> statistics) {
        return statistics != null && !statistics.isEmpty() && statistics.isNumNullsSet();
    }

    private void addBounds(Types.NestedField column, List<ColumnChunkMetaData> chunks) {
        Statistics<?> all = null;
        for (ColumnChunkMetaData chunk : chunks) {
            Statistics<?> statistics = chunk.getStatistics();
            if (statistics.hasNonNullValue()) {
                if (all == null) {
                    all = statistics.copy();
                } else {
                    all.mergeStatistics(statistics);
                }
            } else if (statistics.getNumNulls() < chunk.getValueCount()) {
                return; // there are values, but their bounds aren't known
            }
        }
        if (all != null) {
            put(lowest, column, lower(all.genericGetMin()));
            put(highest, column, upper(all.genericGetMax()));
        }
    }

    private static Object lower(Object value) {
        return value instanceof Binary text ? UnicodeUtil.truncateStringMin(text.toStringUsingUTF8(), LONGEST) : value;
    }

    /** The first characters with the last one raised, so that no value is above them; null if no character can be. */
    private static @Nullable Object upper(Object value) {
        return value instanceof Binary text ? UnicodeUtil.truncateStringMax(text.toStringUsingUTF8(), LONGEST) : value;
    }

    private static void put(Map<Integer, ByteBuffer> bounds, Types.NestedField column, @Nullable Object bound) {
        if (bound != null) {
            Type type = column.type();
            bounds.put(column.fieldId(), Conversions.toByteBuffer(type, bound));
        }
    }
}
