package io.commitlake.job.discovery;

import io.commitlake.dataset.RepositoryTables;
import io.commitlake.github.RemoteRepository;
import io.commitlake.job.work.Parallel;
import io.commitlake.ledger.Ledger;
import io.commitlake.ledger.TrackedRepository;
import io.commitlake.model.Repository;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
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
import java.util.function.Function;

/**
 * Adds repositories to the tables, each once: a put-once record assigns it a file, then its row is added. Several
 * processes may add the same repository at once; after a crash between record and row, the next enrolment adds the row.
 *
 * <p>An enrolment reads all tables and lists all records once, when it is first used, and keeps the ids of the rows in
 * memory. From then on it reads only the last file, so a thousand repositories cost the same however many the dataset
 * has. If other processes add rows meanwhile, the records show it. Not thread-safe; use no more after a failure.
 */
public final class Enrolment {
    /** Below the connections that the store's client allows. */
    private static final int REQUESTS_AT_ONCE = 32;

    private static final int RECORDS_IN_MEMORY = 1000;

    private final Ledger ledger;
    private final RepositoryTables tables;
    private final StrayRows strays;
    private final int perFile;
    private final int maxRows;
    /** The ids of all rows that this enrolment has seen. Only forgotten repositories lose theirs. */
    private final Set<Long> present = new HashSet<>();

    private final List<Repository> refused = new ArrayList<>();

    private boolean begun;
    private long lastFile;

    /**
     * Prepares an enrolment, without a request.
     *
     * @param perFile the number of rows after which a new file begins; enrolments that run at once may exceed it
     */
    public Enrolment(Ledger ledger, RepositoryTables tables, int perFile) {
        this(ledger, tables, perFile, RepositoryTables.MAX_ROWS);
    }

    /**
     * Prepares an enrolment in smaller files.
     *
     * @param maxRows the number of rows at which a file is full, the same for all enrolments of a dataset
     */
    public Enrolment(Ledger ledger, RepositoryTables tables, int perFile, int maxRows) {
        this.ledger = ledger;
        this.tables = tables;
        this.strays = new StrayRows(ledger, tables);
        this.perFile = perFile;
        this.maxRows = maxRows;
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
     * Adds the repositories that have no row yet and aren't forgotten. The first call also adds every earlier one that has a record but no
     * row.
     *
     * @return the number of rows added
     */
    public long enter(List<Repository> repositories) {
        if (begun && absent(repositories).isEmpty()) {
            return 0;
        }
        // Each time: a discovery may run for longer than merges remove what late workers put.
        Set<Long> forgotten = ledger.forgotten().ids();
        long added = begun ? 0 : begin(forgotten);
        begun = true;
        repositories.stream().filter(row -> forgotten.contains(row.id())).forEach(refused::add);
        List<Repository> absent = absent(repositories).stream()
                .filter(row -> !forgotten.contains(row.id()))
                .toList();
        if (!absent.isEmpty()) {
            int room = findRoom();
            added += addRows(track(absent(absent), room));
        }
        return added;
    }

    /** The repositories that weren't added because they are forgotten. */
    List<Repository> refused() {
        return List.copyOf(refused);
    }

    private List<Repository> absent(List<Repository> repositories) {
        return repositories.stream().filter(row -> !present.contains(row.id())).toList();
    }

    /** Reads the ids of all rows, and adds the rows that only have a record. */
    private long begin(Set<Long> forgotten) {
        List<Long> files = tables.files();
        lastFile = files.isEmpty() ? 0 : files.getLast();
        Set<Long> doubled = new HashSet<>();
        inParallel(
                        files,
                        file -> tables.read(file).orElse(List.of()).stream()
                                .mapToLong(Repository::id)
                                .toArray())
                .forEach(
                        ids -> Arrays.stream(ids).filter(id -> !present.add(id)).forEach(doubled::add));
        if (!doubled.isEmpty()) {
            files.forEach(file -> strays.remove(file, doubled));
        }
        List<Long> withoutRow = new ArrayList<>();
        ledger.forEachTracked(id -> {
            if (!present.contains(id) && !forgotten.contains(id)) {
                withoutRow.add(id);
            }
        });
        long added = 0;
        for (int from = 0; from < withoutRow.size(); from += RECORDS_IN_MEMORY) {
            List<Long> some = withoutRow.subList(from, Math.min(from + RECORDS_IN_MEMORY, withoutRow.size()));
            added += addRows(inParallel(some, ledger::tracked).stream()
                    .flatMap(Optional::stream)
                    .toList());
        }
        return added;
    }

    /**
     * Finds the first file with room, from the last known file on, because other processes may have filled it.
     *
     * @return the number of rows that fit in {@link #lastFile}
     */
    private int findRoom() {
        while (true) {
            List<Repository> rows = tables.read(lastFile).orElse(List.of());
            present.addAll(ids(rows));
            if (rows.size() < perFile) {
                return perFile - rows.size();
            }
            lastFile++;
        }
    }

    /** Assigns files to the repositories, beginning with the last file and its room. An earlier assignment stays. */
    private List<TrackedRepository> track(List<Repository> repositories, int roomInLastFile) {
        List<TrackedRepository> wanted = new ArrayList<>(repositories.size());
        long file = lastFile;
        int room = roomInLastFile;
        for (Repository repository : repositories) {
            if (room == 0) {
                file++;
                room = perFile;
            }
            room--;
            wanted.add(new TrackedRepository(file, repository));
        }
        return inParallel(wanted, each -> ledger.track(each.file(), each.repository()));
    }

    /**
     * Adds the rows. If other processes have filled a file meanwhile, its repositories move on to a later file. A file is
     * full for all processes or for none: if each went by its own {@code perFile}, one could add a row to a file after
     * another one had moved its record on, and the repository would have two rows.
     */
    private long addRows(List<TrackedRepository> assigned) {
        NavigableMap<Long, List<TrackedRepository>> left = new TreeMap<>();
        assign(assigned, left);
        long added = 0;
        Map<Long, List<Long>> addedTo = new HashMap<>();
        while (!left.isEmpty()) {
            Map.Entry<Long, List<TrackedRepository>> next = left.pollFirstEntry();
            long file = next.getKey();
            List<TrackedRepository> tracked = next.getValue();
            List<Set<Long>> seen = new ArrayList<>();
            Set<Long> after = ids(tables.change(file, rows -> {
                seen.add(ids(rows));
                return with(rows, tracked);
            }));
            Set<Long> before = seen.getFirst();
            present.addAll(after);
            lastFile = Math.max(lastFile, file);
            List<TrackedRepository> full = new ArrayList<>();
            for (TrackedRepository each : tracked) {
                long id = each.repository().id();
                if (!after.contains(id)) {
                    full.add(each);
                } else if (!before.contains(id)) {
                    added++;
                    addedTo.computeIfAbsent(file, to -> new ArrayList<>()).add(id);
                }
            }
            long later = Math.max(file + 1, lastFile);
            assign(inParallel(full, each -> ledger.move(each, later)), left);
            if (!full.isEmpty()) {
                strays.remove(
                        file, full.stream().map(each -> each.repository().id()).toList());
            }
        }
        if (!ledger.forgotten().unfinished().isEmpty()) {
            addedTo.forEach(strays::remove);
        }
        return added;
    }

    private static void assign(List<TrackedRepository> tracked, Map<Long, List<TrackedRepository>> to) {
        tracked.forEach(each ->
                to.computeIfAbsent(each.file(), file -> new ArrayList<>()).add(each));
    }

    private List<Repository> with(List<Repository> rows, List<TrackedRepository> more) {
        List<Repository> all = new ArrayList<>(rows);
        Set<Long> there = ids(rows);
        for (TrackedRepository tracked : more) {
            if (all.size() < maxRows && there.add(tracked.repository().id())) {
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

    /** Asks the store for many small records at once: one after another, thousands would take many minutes. */
    private static <A, B> List<B> inParallel(List<A> each, Function<A, B> request) {
        try (ExecutorService requests = Executors.newFixedThreadPool(
                REQUESTS_AT_ONCE, Thread.ofVirtual().name("enrol-", 0).factory())) {
            return Parallel.map(requests, each, request);
        }
    }
}
