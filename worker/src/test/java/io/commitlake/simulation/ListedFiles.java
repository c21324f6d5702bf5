package io.commitlake.simulation;

import io.commitlake.dataset.DataFileRow;
import io.commitlake.dataset.DataFilesReader;
import io.commitlake.job.work.Workspace;
import io.commitlake.model.DataFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Reads what {@code data_files} lists. */
final class ListedFiles {
    /**
     * The contents of a file of the table.
     *
     * @param snapshot the snapshot of its run; empty if it has no rows
     */
    record Contents(Set<DataFile> files, Optional<Instant> snapshot) {}

    private final Workspace workspace;
    /** The contents of each file of the table, by its ETag. */
    private final Map<String, Contents> read = new HashMap<>();

    ListedFiles(Workspace workspace) {
        this.workspace = workspace;
    }

    /** The contents of a version of a file of the table that was read before, by its ETag. */
    Contents as(String version) {
        return Objects.requireNonNull(read.get(version));
    }

    /** What one file of the table lists. */
    Contents in(String key, SimulatedStore.Stored stored) {
        return read.computeIfAbsent(
                stored.tag(), tag -> workspace.within("data_files", folder -> read(key, stored, folder)));
    }

    private static Contents read(String key, SimulatedStore.Stored stored, Path folder) {
        Path local = folder.resolve("data_files.parquet");
        try {
            Files.write(local, stored.content());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Set<DataFile> listed = new HashSet<>();
        Optional<Instant> snapshot = Optional.empty();
        try (DataFilesReader rows = new DataFilesReader(key, local)) {
            for (DataFileRow row = rows.next(); row != null; row = rows.next()) {
                listed.add(new DataFile(row.path(), row.rows(), row.bytes(), row.sha256()));
                snapshot = Optional.of(row.snapshotAt());
            }
        }
        return new Contents(listed, snapshot);
    }
}
