package io.commitlake.job.catalog;

import io.commitlake.dataset.DataFileRow;
import io.commitlake.dataset.DataFilesReader;
import io.commitlake.job.work.Workspace;
import io.commitlake.model.CommitlakeException;
import io.commitlake.storage.Storage;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;

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

    /** Reads which run a list is of. Leaves no local file. */
    static RunList read(Storage storage, Found found, Path local) {
        DataFilesReader.download(storage, found.key(), local);
        try {
            return read(found, local);
        } finally {
            Workspace.remove(local);
        }
    }

    private static RunList read(Found found, Path local) {
        try (DataFilesReader rows = new DataFilesReader(found.key(), local)) {
            DataFileRow first = rows.next();
            if (first == null) {
                throw CommitlakeException.store(found.key() + " is a list without files: restore it from a backup");
            }
            return new RunList(found.key(), found.version(), first.run(), first.snapshotAt());
        }
    }

    /** The date of the run's snapshot in UTC, as YYYY-MM-DD. */
    String date() {
        return LocalDate.ofInstant(snapshot, ZoneOffset.UTC).toString();
    }
}
