package io.commitlake.dataset;

import io.commitlake.model.DataFile;
import io.commitlake.model.Outcome;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A run's file in the {@code data_files} table, to which a merge adds the files of completed exports. Rows gather in a
 * local file, so memory doesn't grow with their number.
 *
 * <p>A listed file stays valid: the ledger keeps the first outcome of an export, so a completed export never becomes
 * void, and nothing removes its files.
 */
public final class RunDataFiles implements AutoCloseable {
    private final Storage storage;
    private final String run;
    private final Instant snapshot;
    private final Path added;
    private final Path held;
    private final Path union;
    private @Nullable DataFilesWriter writer;

    /**
     * Begins with no files.
     *
     * @param snapshot the run's snapshot
     * @param folder an empty folder on local disk, for this object alone
     */
    public RunDataFiles(Storage storage, String run, Instant snapshot, Path folder) {
        this.storage = storage;
        this.run = run;
        this.snapshot = snapshot;
        this.added = folder.resolve("added.parquet");
        this.held = folder.resolve("held.parquet");
        this.union = folder.resolve("union.parquet");
    }

    /** Adds the files of a completed export. The caller adds exports in the order of repositories, then numbers. */
    public void add(Outcome.Complete export) {
        export.files().stream().map(file -> row(file)).sorted(DataFileRow.ORDER).forEach(row -> {
            if (writer == null) {
                writer = new DataFilesWriter(added);
            }
            writer.write(row);
        });
    }

    private DataFileRow row(DataFile file) {
        return DataFileRow.of(file, run, snapshot);
    }

    /**
     * Puts the run's file. If the store has one already, from an earlier or a concurrent merge of this run, the new one
     * has its rows too. Without new rows, nothing is put.
     *
     * @return the number of rows in all files that the list has now, by the name of their table
     */
    public SortedMap<String, Long> put() {
        String key = Layout.dataFiles(run);
        if (writer == null) {
            return storage.download(key, held) ? rows(key, held) : new TreeMap<>();
        }
        writer.finish();
        while (true) {
            Optional<String> version = storage.version(key);
            if (version.isEmpty()) {
                if (storage.putIfAbsent(key, added)) {
                    return rows(key, added);
                }
            } else if (storage.download(key, held) && (!unite(key) || storage.putIfMatch(key, union, version.get()))) {
                return rows(key, union);
            }
        }
    }

    private static SortedMap<String, Long> rows(String key, Path list) {
        SortedMap<String, Long> rows = new TreeMap<>();
        try (DataFilesReader files = new DataFilesReader(key, list)) {
            for (DataFileRow file = files.next(); file != null; file = files.next()) {
                rows.merge(file.table(), file.rows(), Long::sum);
            }
        }
        return rows;
    }

    /** Writes the rows of the held file and the added rows to one file. Returns whether the held file lacks any row. */
    private boolean unite(String key) {
        boolean lacking = false;
        try (DataFilesReader heldRows = new DataFilesReader(key, held);
                DataFilesReader addedRows = new DataFilesReader(added.toString(), added);
                DataFilesWriter all = new DataFilesWriter(union)) {
            DataFileRow old = heldRows.next();
            DataFileRow more = addedRows.next();
            while (old != null || more != null) {
                if (old == null || (more != null && DataFileRow.ORDER.compare(more, old) < 0)) {
                    all.write(Objects.requireNonNull(more));
                    more = addedRows.next();
                    lacking = true;
                } else {
                    boolean same = more != null && DataFileRow.ORDER.compare(more, old) == 0;
                    all.write(old);
                    old = heldRows.next();
                    more = same ? addedRows.next() : more;
                }
            }
            all.finish();
        }
        return lacking;
    }

    @Override
    public void close() {
        if (writer != null) {
            writer.close();
        }
    }
}
