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
     */
    record Found(Set<Long> repositories, List<Long> files) {}

    /**
     * Finds the rows of the repositories with open exports.
     *
     * @param identified the repositories whose names or ids changed
     */
    Found find(List<Export> opened, Set<Long> identified) {
        Set<Long> open = new HashSet<>();
        opened.forEach(export -> open.add(export.repository()));
        Set<Long> repositories = new HashSet<>();
        List<Long> changing = new ArrayList<>();
        List<Long> all = tables.files();
        List<List<Long>> wanted = Parallel.mapInBatches(
                gets,
                FILES,
                all,
                file -> tables.read(file).orElse(List.of()).stream()
                        .map(Repository::id)
                        .filter(id -> open.contains(id) || identified.contains(id))
                        .toList());
        for (int i = 0; i < all.size(); i++) {
            wanted.get(i).stream().filter(open::contains).forEach(repositories::add);
            if (!wanted.get(i).isEmpty()) {
                changing.add(all.get(i));
            }
        }
        return new Found(repositories, changing);
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
