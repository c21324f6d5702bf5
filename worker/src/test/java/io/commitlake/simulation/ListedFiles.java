package io.commitlake.simulation;

import io.commitlake.dataset.DataFileRow;
import io.commitlake.dataset.DataFilesReader;
import io.commitlake.job.work.Workspace;
import io.commitlake.model.DataFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Reads what {@code data_files} lists. */
final class ListedFiles {
    private final Workspace workspace;
    /** The contents of each file of the table, by its ETag. */
    private final Map<String, Set<DataFile>> read = new HashMap<>();

    ListedFiles(Workspace workspace) {
        this.workspace = workspace;
    }

    /** The data files that one file of the table lists. */
    Set<DataFile> in(String key, SimulatedStore.Stored stored) {
        return read.computeIfAbsent(
                stored.tag(), tag -> workspace.within("data_files", folder -> read(key, stored, folder)));
    }

    private static Set<DataFile> read(String key, SimulatedStore.Stored stored, Path folder) {
        Path local = folder.resolve("data_files.parquet");
        try {
            Files.write(local, stored.content());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Set<DataFile> listed = new HashSet<>();
        try (DataFilesReader rows = new DataFilesReader(key, local)) {
            for (DataFileRow row = rows.next(); row != null; row = rows.next()) {
                listed.add(new DataFile(row.path(), row.rows(), row.bytes(), row.sha256()));
            }
        }
        return listed;
    }
}
