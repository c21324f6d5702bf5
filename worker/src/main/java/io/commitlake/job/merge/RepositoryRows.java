package io.commitlake.job.merge;

import io.commitlake.dataset.RepositoryTables;
import io.commitlake.job.work.Parallel;
import io.commitlake.model.Export;
import io.commitlake.model.Repository;
import io.commitlake.model.RunPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** Finds and sets rows of {@code repositories/}, with some of its files in memory at a time. */
final class RepositoryRows {
    /** Number of repositories files in memory at once. */
    private static final int FILES = 16;

    private final RepositoryTables tables;
    private final ExecutorService gets;

    RepositoryRows(RepositoryTables tables, ExecutorService gets) {
        this.tables = tables;
        this.gets = gets;
    }

    /**
     * The rows that a merge may change.
     *
     * @param repositories the open exports' repositories that have a row
     * @param files the files of those rows, and of the rows whose names or ids changed, ascending
     * @param behind the rows of the repositories that are behind
     */
    record Found(Set<Long> repositories, List<Long> files, List<BehindRow> behind) {}

    /**
     * The row of a repository that the run didn't export up to its snapshot.
     *
     * @param isExported whether the row had an export before the merge
     */
    record BehindRow(long repository, Optional<String> name, long file, boolean isExported) {}

    /** What a merge takes from a file: the repositories whose row it may change, and those that are behind. */
    private record Wanted(List<Long> repositories, List<BehindRow> behind) {}

    /**
     * Finds the rows of the repositories with open exports.
     *
     * @param identified the repositories whose names or ids changed
     * @param behind the repositories that the run didn't export up to its snapshot
     */
    Found find(List<Export> opened, Set<Long> identified, Set<Long> behind) {
        Set<Long> open = new HashSet<>();
        opened.forEach(export -> open.add(export.repository()));
        Set<Long> repositories = new HashSet<>();
        List<Long> changing = new ArrayList<>();
        List<Long> all = tables.files();
        List<Wanted> wanted = Parallel.mapInBatches(gets, FILES, all, file -> {
            List<Repository> rows = tables.read(file).orElse(List.of());
            return new Wanted(
                    rows.stream()
                            .map(Repository::id)
                            .filter(id -> open.contains(id) || identified.contains(id))
                            .toList(),
                    rows.stream()
                            .filter(row -> behind.contains(row.id()))
                            .map(row -> new BehindRow(
                                    row.id(), row.fullName(), file, row.last().isPresent()))
                            .toList());
        });
        for (int i = 0; i < all.size(); i++) {
            List<Long> changed = wanted.get(i).repositories();
            changed.stream().filter(open::contains).forEach(repositories::add);
            if (!changed.isEmpty()) {
                changing.add(all.get(i));
            }
        }
        return new Found(
                repositories,
                changing,
                wanted.stream().flatMap(file -> file.behind().stream()).toList());
    }

    /**
     * The result of a change.
     *
     * @param rows the number of rows that changed
     * @param repositories the repositories with a completed export whose rows hold it now
     */
    record Changed(long rows, Set<Long> repositories) {}

    /** Sets the rows in some files from the highest completed exports and the changed names. */
    Changed change(List<Long> files, Map<Long, RunPlan.Identity> identities, Map<Long, OpenExports.Completed> highest) {
        long rows = 0;
        Set<Long> repositories = new HashSet<>();
        for (Changed file : Parallel.mapInBatches(gets, FILES, files, file -> change(file, identities, highest))) {
            rows += file.rows();
            repositories.addAll(file.repositories());
        }
        return new Changed(rows, repositories);
    }

    private Changed change(
            long file, Map<Long, RunPlan.Identity> identities, Map<Long, OpenExports.Completed> highest) {
        AtomicLong changed = new AtomicLong();
        List<Repository> after = tables.change(file, rows -> {
            changed.set(0);
            return rows.stream()
                    .map(row -> {
                        Repository merged = merged(
                                row,
                                Optional.ofNullable(identities.get(row.id())),
                                Optional.ofNullable(highest.get(row.id())));
                        changed.addAndGet(merged.equals(row) ? 0 : 1);
                        return merged;
                    })
                    .toList();
        });
        return new Changed(
                changed.get(),
                after.stream().map(Repository::id).filter(highest::containsKey).collect(Collectors.toSet()));
    }

    private static Repository merged(
            Repository row, Optional<RunPlan.Identity> identity, Optional<OpenExports.Completed> completed) {
        long exports =
                row.exports().orElse(identity.map(RunPlan.Identity::exports).orElse(0L));
        // A row that has changed since the plan was made was set by a later plan's merge.
        Optional<RunPlan.Identity> now = identity.filter(seen -> seen.replaced().equals(row.fullName()));
        boolean further = completed.isPresent() && completed.get().number() >= exports;
        return new Repository(
                row.id(),
                row.createdAt(),
                further ? completed.map(OpenExports.Completed::tip) : row.last(),
                now.map(RunPlan.Identity::nodeId).or(row::nodeId),
                now.map(RunPlan.Identity::fullName).or(row::fullName),
                further
                        ? OptionalLong.of(completed.get().number() + 1)
                        : identity.isPresent() ? OptionalLong.of(exports) : row.exports());
    }
}
