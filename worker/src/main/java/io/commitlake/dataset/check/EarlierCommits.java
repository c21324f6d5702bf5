package io.commitlake.dataset.check;

import io.commitlake.dataset.ExportedCommits;
import io.commitlake.dataset.parquet.RowFileReader;
import io.commitlake.model.Table;
import io.commitlake.model.commit.CommitMonth;
import io.commitlake.storage.DataKey;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.parquet.io.LocalInputFile;

/**
 * Finds commits in the files of a repository's earlier exports. Most parents are only a little older than their
 * children, so it goes back month by month, and reads the latest exports first, until it has found all commits. Dates
 * may lie, so it reads the later months at the end.
 */
final class EarlierCommits {
    private final Storage storage;
    private final Path folder;
    private final NewExports exports;
    private final Faults faults;

    EarlierCommits(Storage storage, Path folder, NewExports exports, Faults faults) {
        this.storage = storage;
        this.folder = folder;
        this.exports = exports;
        this.faults = faults;
    }

    /**
     * Removes the commits that it finds.
     *
     * @param wanted commits with the month in which the search for each may begin
     */
    void find(Map<String, CommitMonth> wanted) {
        if (wanted.isEmpty() || exports.first() == 0) {
            return;
        }
        for (CommitMonth month : months(Collections.max(wanted.values()))) {
            for (String key : files(month)) {
                read(key, wanted);
                if (wanted.isEmpty()) {
                    return;
                }
            }
        }
    }

    /** The months that have commits: from the given one back to the oldest, then the later ones. */
    private List<CommitMonth> months(CommitMonth begin) {
        NavigableSet<CommitMonth> all = new TreeSet<>();
        storage.listFolders(
                Layout.folderOf(Table.COMMITS, exports.repository()),
                name -> Layout.monthOfFolder(name).ifPresent(all::add));
        List<CommitMonth> ordered = new ArrayList<>(all.headSet(begin, true).descendingSet());
        ordered.addAll(all.tailSet(begin, false));
        return ordered;
    }

    /** The keys of the earlier exports' commits files of a month, the latest export first. */
    private List<String> files(CommitMonth month) {
        List<DataKey> found = new ArrayList<>();
        storage.list(
                Layout.monthOf(Table.COMMITS, exports.repository(), month),
                listed -> DataKey.parse(listed.key())
                        .filter(name -> name.export().number() < exports.first())
                        .ifPresent(found::add));
        found.sort(Comparator.comparingLong((DataKey name) -> name.export().number())
                .reversed());
        return found.stream()
                .map(name -> Layout.dataFile(name.table(), name.export(), month))
                .toList();
    }

    private void read(String key, Map<String, CommitMonth> wanted) {
        Path local = folder.resolve("earlier.parquet");
        if (!storage.download(key, local)) {
            return;
        }
        List<String> found = new ArrayList<>();
        try (RowFileReader<Optional<String>> rows = new RowFileReader<>(
                new LocalInputFile(local), ExportedCommits.SHAS, values -> values.optionalString(0))) {
            for (Optional<String> sha = rows.next(); sha != null; sha = rows.next()) {
                sha.filter(wanted::containsKey).ifPresent(found::add);
            }
        } catch (IOException | RuntimeException | OutOfMemoryError corrupt) {
            faults.add(Faults.Kind.UNREADABLE, key, "can't be read: " + corrupt);
        }
        // A void export may have left files, whose commits don't count.
        if (!found.isEmpty() && exports.isEarlier().test(key)) {
            wanted.keySet().removeAll(found);
        }
    }
}
