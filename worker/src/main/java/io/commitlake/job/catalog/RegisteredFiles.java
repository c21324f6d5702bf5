package io.commitlake.job.catalog;

import io.commitlake.dataset.DataFileRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;

/** Finds the files that a snapshot of a table has already. */
final class RegisteredFiles {
    /** The repositories with a file in a month. */
    private record Range(long lowest, long highest) {
        Range with(Range other) {
            return new Range(Math.min(lowest, other.lowest), Math.max(highest, other.highest));
        }
    }

    private RegisteredFiles() {}

    /**
     * The files that a snapshot lacks.
     *
     * @param address the address by which the table names a file
     */
    static List<DataFileRow> without(
            Table table, @Nullable Snapshot snapshot, List<DataFileRow> files, Function<DataFileRow, String> address) {
        if (snapshot == null || files.isEmpty()) {
            return files;
        }
        Set<String> wanted = files.stream().map(address).collect(Collectors.toSet());
        Set<String> found = new HashSet<>();
        try (CloseableIterable<FileScanTask> tasks = table.newScan()
                .useSnapshot(snapshot.snapshotId())
                .filter(partitions(files))
                .planFiles()) {
            for (FileScanTask task : tasks) {
                String location = task.file().location();
                if (wanted.contains(location)) {
                    found.add(location);
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return files.stream()
                .filter(file -> !found.contains(address.apply(file)))
                .toList();
    }

    /** The number of files of repositories in the table's current snapshot. */
    static long count(Table table, Set<Long> repositories) {
        long count = 0;
        try (CloseableIterable<FileScanTask> tasks = table.newScan()
                .filter(Expressions.in("repository_id", repositories))
                .planFiles()) {
            for (FileScanTask _ : tasks) {
                count++;
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return count;
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
