package io.commitlake.job.forget;

import io.commitlake.dataset.RepositoryTables;
import io.commitlake.job.work.Parallel;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.ForgottenRepositories;
import io.commitlake.ledger.Ledger;
import io.commitlake.ledger.StoreLedger;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Repository;
import io.commitlake.storage.Layout;
import io.commitlake.storage.MovedRecords;
import io.commitlake.storage.Storage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes everything of repositories that are forgotten: from the records of runs, the shared tables, their own files, the
 * ledger, and last their rows, by which a repetition finds them by name. Each step looks for what is there, so a removal
 * may be killed, repeated, and run twice at once.
 *
 * <p>A worker that was at work on such a repository may put more for a while. So each merge removes it again, until a
 * day has passed since the repository was forgotten.
 */
public final class RepositoryRemoval {
    private static final Logger LOG = LoggerFactory.getLogger(RepositoryRemoval.class);

    /** Number of removals that are under way at once. */
    private static final int REMOVALS = 1000;

    private final Storage storage;
    private final Ledger ledger;
    private final RepositoryTables tables;
    private final RepositoryFiles files;
    private final SharedFiles shared;
    private final RunRecords runs;
    private final ExecutorService threads;

    public RepositoryRemoval(Storage storage, Ledger ledger, Workspace workspace, ExecutorService threads) {
        this.storage = storage;
        this.ledger = ledger;
        this.tables = new RepositoryTables(storage);
        this.files = new RepositoryFiles(storage, ledger);
        this.shared = new SharedFiles(storage, workspace);
        this.runs = new RunRecords(storage, workspace, threads);
        this.threads = threads;
    }

    /**
     * Removes everything of those repositories that are forgotten. Notes that a removal is over if late workers can't put
     * more.
     *
     * @return the repositories whose removal isn't over yet
     */
    public Set<Long> remove(Set<Long> repositories) {
        Set<Long> notOver = new TreeSet<>();
        Set<Long> over = new TreeSet<>();
        // Before anything is removed: what a worker puts until now is found, and later ones put nothing.
        repositories.forEach(repository -> ledger.forgotten()
                .age(repository)
                .ifPresent(age -> (age.compareTo(ForgottenRepositories.LATE) > 0 ? over : notOver).add(repository)));
        Set<Long> all = new TreeSet<>(over);
        all.addAll(notOver);
        if (!removeAll(all)) {
            return all;
        }
        over.forEach(ledger.forgotten()::noteRemoved);
        return notOver;
    }

    /**
     * Removes again what late workers have put, and finishes removals that were killed. A failure is only logged: the
     * next call removes the rest.
     *
     * @param opened the forgotten repositories that have open exports
     */
    public void removeLate(Set<Long> opened) {
        Set<Long> again = new TreeSet<>(opened);
        again.addAll(ledger.forgotten().unfinished());
        if (again.isEmpty()) {
            return;
        }
        try {
            remove(again);
        } catch (CommitlakeException failed) {
            LOG.warn(
                    "something of the forgotten repositories {} may be left; the next merge removes it, or"
                            + " `commitlake forget --id` with each of these ids: {}",
                    again,
                    failed.getMessage());
        }
    }

    /** Returns whether all is removed; see {@link RunRecords#remove}. */
    private boolean removeAll(Set<Long> repositories) {
        // Of all: a removal at the same time may be over before this one puts what it has read.
        Set<Long> forgotten = new TreeSet<>(repositories);
        forgotten.addAll(ledger.forgotten().ids());
        boolean all = runs.remove(repositories, names(repositories), forgotten);
        shared.remove(forgotten);
        for (long repository : repositories) {
            // Commits first, as they are put last: a commit that a reader sees has all its rows.
            for (List<String> keys : files.ofTables(repository)) {
                Parallel.mapInBatches(threads, REMOVALS, keys, key -> {
                    storage.delete(key);
                    return key;
                });
            }
            formerHomes().forEach(home -> home.removeRecords(repository));
            ledger.removeRecords(repository);
        }
        Parallel.forEach(threads, tables.files(), file -> tables.change(file, rows -> without(repositories, rows)));
        return all;
    }

    /** The ledgers in the store, also those that have moved away and left their records behind. */
    private List<Ledger> formerHomes() {
        List<Ledger> homes = new ArrayList<>();
        homes.add(new StoreLedger(storage));
        storage.listFolders(
                Layout.MOVED_LEDGERS,
                name -> homes.add(new StoreLedger(new MovedRecords(storage, Layout.MOVED_LEDGERS + name + "/"))));
        return homes;
    }

    /** The names under which the rows, the records and the claims know these repositories. */
    private Set<String> names(Set<Long> repositories) {
        Set<String> names = new HashSet<>();
        for (long file : tables.files()) {
            tables.read(file).orElse(List.of()).stream()
                    .filter(row -> repositories.contains(row.id()))
                    .forEach(row -> row.fullName().ifPresent(names::add));
        }
        for (long repository : repositories) {
            ledger.tracked(repository)
                    .flatMap(tracked -> tracked.repository().fullName())
                    .ifPresent(names::add);
            names.addAll(files.names(repository));
        }
        return names;
    }

    private static List<Repository> without(Set<Long> repositories, List<Repository> rows) {
        return rows.stream().filter(row -> !repositories.contains(row.id())).toList();
    }
}
