package io.commitlake.dataset;

import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All files that the runs' lists in {@code data_files} name, each once. */
public final class ListedFiles {
    private ListedFiles() {}

    /** An open list and its next row. */
    private record Cursor(DataFilesReader rows, DataFileRow next) {}

    /**
     * Reads the lists side by side, with one row group of each in memory.
     *
     * @param folder a local folder with room for all lists
     * @param each receives the files of one repository after another, ordered by their exports' numbers
     */
    public static void forEachRepository(Storage storage, Path folder, Consumer<List<DataFileRow>> each) {
        List<String> keys = new ArrayList<>();
        storage.list(Layout.DATA_FILES, listed -> keys.add(listed.key()));
        List<DataFilesReader> opened = new ArrayList<>();
        try {
            PriorityQueue<Cursor> cursors = new PriorityQueue<>(Comparator.comparing(Cursor::next, DataFileRow.ORDER));
            for (String key : keys) {
                Path local = folder.resolve(opened.size() + ".parquet");
                DataFilesReader.download(storage, key, local);
                DataFilesReader rows = new DataFilesReader(key, local);
                opened.add(rows);
                advance(rows, cursors);
            }
            merge(cursors, each);
        } finally {
            opened.forEach(DataFilesReader::close);
        }
    }

    private static void merge(PriorityQueue<Cursor> cursors, Consumer<List<DataFileRow>> each) {
        List<DataFileRow> ofRepository = new ArrayList<>();
        for (Cursor first = cursors.poll(); first != null; first = cursors.poll()) {
            DataFileRow row = first.next();
            @Nullable DataFileRow last = ofRepository.isEmpty() ? null : ofRepository.getLast();
            if (last != null && last.repositoryId() != row.repositoryId()) {
                each.accept(List.copyOf(ofRepository));
                ofRepository.clear();
                last = null;
            }
            // A merge that was killed may list a file a second time.
            if (last == null || DataFileRow.ORDER.compare(last, row) != 0) {
                ofRepository.add(row);
            }
            advance(first.rows(), cursors);
        }
        if (!ofRepository.isEmpty()) {
            each.accept(List.copyOf(ofRepository));
        }
    }

    private static void advance(DataFilesReader rows, PriorityQueue<Cursor> cursors) {
        DataFileRow next = rows.next();
        if (next != null) {
            cursors.add(new Cursor(rows, next));
        }
    }
}
