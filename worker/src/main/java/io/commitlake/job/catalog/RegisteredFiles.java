package io.commitlake.job.catalog;

import io.commitlake.dataset.DataFileRow;
import io.commitlake.job.work.Parallel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.ManifestEvaluator;
import org.apache.iceberg.expressions.Projections;
import org.jspecify.annotations.Nullable;

/** Finds the files that a snapshot of a table has already. */
final class RegisteredFiles {
    /** The repositories with a file in a month. */
    private record Range(long lowest, long highest) {
        Range with(Range other) {
            return new Range(Math.min(lowest, other.lowest), Math.max(highest, other.highest));
        }
    }

    /** Manifests that are read at once; Iceberg merges them up to 8 MB, which is some 30,000 files. */
    private static final int MANIFESTS = 16;

    private RegisteredFiles() {}

    /**
     * The files that a snapshot lacks.
     *
     * @param address the address by which the table names a file
     * @param threads read manifests, each of which is in memory as a whole
     */
    static List<DataFileRow> without(
            Table table,
            @Nullable Snapshot snapshot,
            List<DataFileRow> files,
            Function<DataFileRow, String> address,
            ExecutorService threads) {
        if (files.isEmpty()) {
            return files;
        }
        Set<String> wanted = files.stream().map(address).collect(Collectors.toSet());
        Set<String> found = find(table, snapshot, partitions(files), wanted::contains, threads)
                .collect(Collectors.toSet());
        return files.stream()
                .filter(file -> !found.contains(address.apply(file)))
                .toList();
    }

    /** The number of files of repositories in the table's current snapshot. */
    static long count(Table table, Set<Long> repositories, ExecutorService threads) {
        Expression partitions = Expressions.in("repository_id", repositories);
        return find(table, table.currentSnapshot(), partitions, _ -> true, threads)
                .count();
    }

    /** The wanted addresses of a snapshot's files in some partitions. */
    private static Stream<String> find(
            Table table,
            @Nullable Snapshot snapshot,
            Expression partitions,
            Predicate<String> wanted,
            ExecutorService threads) {
        if (snapshot == null) {
            return Stream.empty();
        }
        List<ManifestFile> manifests = snapshot.dataManifests(table.io()).stream()
                .filter(manifest -> mayHave(table, manifest, partitions))
                .toList();
        return Parallel.inBatches(threads, MANIFESTS, manifests, manifest -> read(table, manifest, partitions, wanted))
                .flatMap(List::stream);
    }

    private static boolean mayHave(Table table, ManifestFile manifest, Expression partitions) {
        PartitionSpec spec = table.specs().get(manifest.partitionSpecId());
        return (manifest.hasAddedFiles() || manifest.hasExistingFiles())
                && ManifestEvaluator.forRowFilter(partitions, spec, true).eval(manifest);
    }

    private static List<String> read(
            Table table, ManifestFile manifest, Expression partitions, Predicate<String> wanted) {
        PartitionSpec spec = table.specs().get(manifest.partitionSpecId());
        List<String> addresses = new ArrayList<>();
        try (ManifestReader<DataFile> files = ManifestFiles.read(manifest, table.io(), table.specs())
                .filterPartitions(Projections.inclusive(spec).project(partitions))
                .select(List.of(DataFile.FILE_PATH.name(), DataFile.PARTITION_NAME))) {
            files.forEach(file -> {
                if (wanted.test(file.location())) {
                    addresses.add(file.location());
                }
            });
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return addresses;
    }

    /**
     * A filter by month and repository. New files are mostly of recent months, so Iceberg needn't read the manifests of
     * earlier ones. Files of file contents have no month.
     */
    private static Expression partitions(List<DataFileRow> files) {
        Map<String, Range> months = new HashMap<>();
        for (DataFileRow file : files) {
            months.merge(
                    file.commitMonth().orElse(""), new Range(file.repositoryId(), file.repositoryId()), Range::with);
        }
        return months.entrySet().stream()
                .map(month -> Expressions.and(
                        month.getKey().isEmpty()
                                ? Expressions.alwaysTrue()
                                : Expressions.equal("commit_month", month.getKey()),
                        Expressions.greaterThanOrEqual(
                                "repository_id", month.getValue().lowest()),
                        Expressions.lessThanOrEqual(
                                "repository_id", month.getValue().highest())))
                .reduce(Expressions.alwaysFalse(), Expressions::or);
    }
}
