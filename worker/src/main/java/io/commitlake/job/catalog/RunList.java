package io.commitlake.job.catalog;

import io.commitlake.dataset.DataFileRow;
import io.commitlake.dataset.DataFilesReader;
import io.commitlake.job.work.Workspace;
import io.commitlake.storage.Storage;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Optional;

/**
 * A run's list of the files of completed exports.
 *
 * @param key the key of the list
 * @param version the version of the list; a later merge of the run may add files, which changes the version
 * @param run the run
 * @param snapshot the run's snapshot
 */
record RunList(String key, String version, String run, Instant snapshot) {
    /** The order in which runs are registered. */
    static final Comparator<RunList> ORDER =
            Comparator.comparing(RunList::snapshot).thenComparing(RunList::run);

    /** A list whose rows haven't been read. */
    record Found(String key, String version) {}

    /** Reads which run a list is of; empty if it has no rows, because all of its repositories are forgotten. */
    static Optional<RunList> read(Storage storage, Found found, Path local) {
        DataFilesReader.download(storage, found.key(), local);
        try {
            return read(found, local);
        } finally {
            Workspace.remove(local);
        }
    }

    private static Optional<RunList> read(Found found, Path local) {
        try (DataFilesReader rows = new DataFilesReader(found.key(), local)) {
            DataFileRow first = rows.next();
            return Optional.ofNullable(first)
                    .map(row -> new RunList(found.key(), found.version(), row.run(), row.snapshotAt()));
        }
    }

    /** The date of the run's snapshot in UTC, as YYYY-MM-DD. */
    String date() {
        return LocalDate.ofInstant(snapshot, ZoneOffset.UTC).toString();
    }
}
