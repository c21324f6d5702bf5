package io.commitlake.simulation.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/** Reads tables without requests and so without faults. Keeps what it has read, because no object is written twice. */
public final class TableView {
    /** Finds an object's content by its address. */
    public interface Objects {
        byte[] content(String location);
    }

    /**
     * A file in a table.
     *
     * @param key the file's key in the dataset
     */
    public record Entry(String key, long rows, long bytes) {}

    private final FileIO io;
    private final UnaryOperator<String> key;
    private final Map<String, TableMetadata> metadata = new HashMap<>();
    private final Map<Long, List<Entry>> snapshots = new HashMap<>();
    private final Map<String, List<Entry>> manifests = new HashMap<>();

    /**
     * @param key the key of an address
     */
    public TableView(Objects objects, UnaryOperator<String> key) {
        this.key = key;
        this.io = new FileIO() {
            @Override
            public InputFile newInputFile(String location) {
                return new InMemoryInputFile(location, objects.content(location));
            }

            @Override
            public OutputFile newOutputFile(String location) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void deleteFile(String location) {
                throw new UnsupportedOperationException();
            }
        };
    }

    public TableMetadata metadata(String location) {
        return metadata.computeIfAbsent(location, read -> TableMetadataParser.read(io, read));
    }

    /** The files of a snapshot, each as often as the snapshot has it. */
    public List<Entry> files(TableMetadata table, Snapshot snapshot) {
        return snapshots.computeIfAbsent(snapshot.snapshotId(), _ -> {
            List<Entry> all = new ArrayList<>();
            for (ManifestFile manifest : snapshot.allManifests(io)) {
                all.addAll(manifests.computeIfAbsent(manifest.path(), _ -> read(table, manifest)));
            }
            return all;
        });
    }

    private List<Entry> read(TableMetadata table, ManifestFile manifest) {
        List<Entry> entries = new ArrayList<>();
        try (var files = ManifestFiles.read(manifest, io, table.specsById())) {
            for (DataFile file : files) {
                entries.add(new Entry(key.apply(file.location()), file.recordCount(), file.fileSizeInBytes()));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return entries;
    }
}
