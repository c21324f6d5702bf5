package io.commitlake.job.validate;

import io.commitlake.dataset.Fault;
import io.commitlake.dataset.RepositoryTables;
import io.commitlake.job.plan.RepositorySelection;
import io.commitlake.job.work.Parallel;
import io.commitlake.model.Repository;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/** Reads the rows of {@code repositories/}, with some of its files in memory at a time. */
final class PlacedRows {
    /** Number of repositories files that are read at once. */
    private static final int FILES = 16;

    /** A repository's row and the number of its file. */
    record Placed(long file, Repository row) {}

    private final Storage storage;
    private final RepositoryTables tables;
    private final ExecutorService gets;

    PlacedRows(Storage storage, ExecutorService gets) {
        this.storage = storage;
        this.tables = new RepositoryTables(storage);
        this.gets = gets;
    }

    /** The faults of the files, and whether each of them could be read to its end. */
    private record Contents(RepositoryTables.Contents rows, List<Fault> faults) {}

    /**
     * Passes on the wanted rows, one file at a time.
     *
     * @param faults receives the faults of the files, and each wanted repository that a second file has
     * @return whether all files could be read to their ends
     */
    boolean read(LongPredicate wanted, Consumer<Fault> faults, Consumer<List<Placed>> each) {
        List<Long> files = RepositorySelection.files(tables, storage.location());
        Set<Long> seen = new HashSet<>();
        boolean whole = true;
        for (int from = 0; from < files.size(); from += FILES) {
            List<Long> some = files.subList(from, Math.min(from + FILES, files.size()));
            List<Contents> read = Parallel.map(gets, some, this::read);
            for (int i = 0; i < some.size(); i++) {
                long file = some.get(i);
                read.get(i).faults().forEach(faults);
                whole &= read.get(i).rows().whole();
                List<Placed> placed = new ArrayList<>();
                for (Repository row : read.get(i).rows().rows()) {
                    if (wanted.test(row.id()) && seen.add(row.id())) {
                        placed.add(new Placed(file, row));
                    } else if (wanted.test(row.id())) {
                        faults.accept(new Fault(
                                Layout.repositories(file),
                                "has repository " + row.id() + ", which another file has too"));
                    }
                }
                each.accept(placed);
            }
        }
        return whole;
    }

    private Contents read(long file) {
        List<Fault> faults = new ArrayList<>();
        return new Contents(tables.readLeniently(file, faults::add), faults);
    }
}
