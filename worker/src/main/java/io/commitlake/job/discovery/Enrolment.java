package io.commitlake.job.discovery;

import io.commitlake.dataset.RepositoryTables;
import io.commitlake.github.RemoteRepository;
import io.commitlake.job.work.Parallel;
import io.commitlake.ledger.Ledger;
import io.commitlake.ledger.TrackedRepository;
import io.commitlake.model.Repository;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Adds repositories to the tables, each once: a put-once record assigns it a file, then its row is added. Two processes
 * may add the same repository at once; after a crash between record and row, the next process that adds any adds the
 * row.
 */
public final class Enrolment {
    private static final int PUTS_AT_ONCE = 16;

    private final Ledger ledger;
    private final RepositoryTables tables;

    public Enrolment(Ledger ledger, RepositoryTables tables) {
        this.ledger = ledger;
        this.tables = tables;
    }

    /** The row of a repository without exports. */
    static Repository row(RemoteRepository seen) {
        return new Repository(
                seen.id(),
                seen.createdAt(),
                Optional.empty(),
                Optional.of(seen.nodeId()),
                Optional.of(seen.fullName()),
                OptionalLong.of(0));
    }

    /**
     * Adds the repositories that have no row yet, and every earlier one that has a record but no row.
     *
     * @param perFile maximum number of rows in a file
     * @return the number of rows added
     */
    public long enter(List<Repository> repositories, int perFile) {
        List<Long> files = tables.files();
        Set<Long> present = new HashSet<>();
        int room = 0;
        for (long file : files) {
            List<Repository> rows = tables.read(file).orElse(List.of());
            rows.forEach(row -> present.add(row.id()));
            room = perFile - rows.size();
        }
        long file = files.isEmpty() ? 0 : files.getLast();
        room = files.isEmpty() ? perFile : room;
        Map<Long, List<TrackedRepository>> placed = new TreeMap<>();
        for (TrackedRepository tracked : withoutRow(present)) {
            placed.computeIfAbsent(tracked.file(), number -> new ArrayList<>()).add(tracked);
            present.add(tracked.repository().id());
        }
        List<TrackedRepository> wanted = new ArrayList<>();
        for (Repository repository : repositories) {
            if (!present.add(repository.id())) {
                continue;
            }
            if (room <= 0) {
                file++;
                room = perFile;
            }
            room--;
            wanted.add(new TrackedRepository(file, repository));
        }
        for (TrackedRepository tracked : track(wanted)) {
            placed.computeIfAbsent(tracked.file(), number -> new ArrayList<>()).add(tracked);
        }
        return addRows(placed, perFile);
    }

    /** Puts the records in parallel: one after another, thousands of puts would take many minutes. */
    private List<TrackedRepository> track(List<TrackedRepository> wanted) {
        try (ExecutorService puts = Executors.newFixedThreadPool(
                PUTS_AT_ONCE, Thread.ofVirtual().name("enrol-", 0).factory())) {
            return Parallel.map(puts, wanted, each -> ledger.track(each.file(), each.repository()));
        }
    }

    private List<TrackedRepository> withoutRow(Set<Long> present) {
        List<Long> ids = new ArrayList<>();
        ledger.forEachTracked(id -> {
            if (!present.contains(id)) {
                ids.add(id);
            }
        });
        return ids.stream().flatMap(id -> ledger.tracked(id).stream()).toList();
    }

    /** Adds the rows. If other processes have filled a file meanwhile, its repositories move on to the next file. */
    private long addRows(Map<Long, List<TrackedRepository>> places, int perFile) {
        NavigableMap<Long, List<TrackedRepository>> placed = new TreeMap<>(places);
        long added = 0;
        while (!placed.isEmpty()) {
            Map.Entry<Long, List<TrackedRepository>> first = placed.pollFirstEntry();
            long file = first.getKey();
            Set<Long> before = ids(tables.read(file).orElse(List.of()));
            Set<Long> after = ids(tables.change(file, rows -> with(rows, first.getValue(), perFile)));
            for (TrackedRepository tracked : first.getValue()) {
                long id = tracked.repository().id();
                if (after.contains(id)) {
                    added += before.contains(id) ? 0 : 1;
                } else {
                    TrackedRepository moved = ledger.move(tracked, file + 1);
                    placed.computeIfAbsent(moved.file(), number -> new ArrayList<>())
                            .add(moved);
                }
            }
        }
        return added;
    }

    private static List<Repository> with(List<Repository> rows, List<TrackedRepository> more, int perFile) {
        List<Repository> all = new ArrayList<>(rows);
        Set<Long> present = ids(rows);
        for (TrackedRepository tracked : more) {
            if (all.size() < perFile && present.add(tracked.repository().id())) {
                all.add(tracked.repository());
            }
        }
        return all;
    }

    private static Set<Long> ids(List<Repository> rows) {
        Set<Long> ids = new HashSet<>();
        rows.forEach(row -> ids.add(row.id()));
        return ids;
    }
}
