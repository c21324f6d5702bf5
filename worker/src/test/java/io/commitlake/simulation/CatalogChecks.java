package io.commitlake.simulation;

import io.commitlake.model.DataFile;
import io.commitlake.model.Table;
import io.commitlake.simulation.catalog.CatalogRows;
import io.commitlake.simulation.catalog.TableView;
import io.commitlake.storage.DataKey;
import io.commitlake.storage.Layout;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.util.SnapshotUtil;

/** The guarantees of the Iceberg tables, checked at each commit and at the end. */
final class CatalogChecks implements CatalogRows.Watcher {
    private static final String ROOT = SimulatedCatalog.DATASET.address("");

    private final World world;
    private final DatasetView dataset;
    private final TableView view;
    private final Set<String> committed = new HashSet<>();

    CatalogChecks(World world, DatasetView dataset) {
        this.world = world;
        this.dataset = dataset;
        this.view = new TableView(
                location -> dataset.stored(location.substring(ROOT.length()))
                        .orElseThrow(() -> new ViolationException(masked(location) + " is named but not in the store"))
                        .content(),
                location -> location.substring(ROOT.length()));
    }

    /** A text without the names that Iceberg draws, which differ each time. */
    static String masked(String text) {
        return text.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "*").replaceAll("[0-9]{15,}", "*");
    }

    @Override
    public void committed(String table, Optional<String> before, String now) {
        committed.add(now);
        TableMetadata metadata = view.metadata(now);
        Optional<TableMetadata> was = before.map(view::metadata);
        Optional<Snapshot> last = was.map(TableMetadata::currentSnapshot);
        Snapshot current = metadata.currentSnapshot();
        List<Snapshot> added = new ArrayList<>(metadata.snapshots());
        was.ifPresent(old -> {
            added.removeIf(snapshot -> old.snapshot(snapshot.snapshotId()) != null);
            ViolationException.unless(
                    old.snapshots().stream().allMatch(kept -> metadata.snapshot(kept.snapshotId()) != null),
                    () -> "the table " + table + " loses a snapshot");
        });
        ViolationException.unless(
                added.size() <= 1 && added.stream().allMatch(snapshot -> follows(snapshot, last, current)),
                () -> "the table " + table + " has a snapshot that doesn't follow the one before");
        added.forEach(snapshot -> checkFiles(table, metadata, snapshot));
        was.filter(old -> last.isPresent() && !added.isEmpty())
                .ifPresent(old -> ViolationException.unless(
                        keys(metadata, current).containsAll(kept(keys(old, last.get()))),
                        () -> "the table " + table + " loses files of repositories that aren't forgotten"));
        was.ifPresent(old -> checkTags(table, old, metadata));
    }

    private static boolean follows(Snapshot added, Optional<Snapshot> last, Snapshot current) {
        return added.snapshotId() == current.snapshotId()
                && Objects.equals(
                        added.parentId(), last.map(Snapshot::snapshotId).orElse(null));
    }

    /** A snapshot has files of completed exports, each once, and all files of a list that it says it has. */
    private void checkFiles(String table, TableMetadata metadata, Snapshot snapshot) {
        Map<String, DataFile> listed = new HashMap<>();
        dataset.listed().forEach(file -> listed.put(file.key(), file));
        Set<String> keys = new TreeSet<>();
        for (TableView.Entry entry : view.files(metadata, snapshot)) {
            String key = entry.key();
            ViolationException.unless(keys.add(key), () -> "the table " + table + " has " + key + " twice");
            ViolationException.unless(
                    DataKey.parse(key).orElseThrow().table().folder().equals(table),
                    () -> "the table " + table + " has " + key);
            if (isForgotten(key)) {
                continue;
            }
            DataFile file = listed.get(key);
            ViolationException.unless(
                    file != null && file.rows() == entry.rows() && file.bytes() == entry.bytes(),
                    () -> "the table " + table + " has " + key + ", which data_files doesn't list, or otherwise");
        }
        Optional.ofNullable(snapshot.summary().get("commitlake.list-version"))
                .ifPresent(version -> ViolationException.unless(
                        keys.containsAll(kept(of(table, dataset.listedAs(version)))),
                        () -> "the table " + table + " lacks files of "
                                + snapshot.summary().get("commitlake.list") + ", of which it says to have all"));
    }

    /** A tag stays, on an ancestor of the current snapshot, and moves only to one with more files. */
    private void checkTags(String table, TableMetadata was, TableMetadata now) {
        Set<Long> ancestors = new HashSet<>(SnapshotUtil.ancestorIds(now.currentSnapshot(), now::snapshot));
        tags(now)
                .forEach((tag, id) -> ViolationException.unless(
                        ancestors.contains(id),
                        () -> "the tag " + tag + " of " + table + " isn't in the table's history"));
        tags(was).forEach((tag, id) -> {
            Long moved = tags(now).get(tag);
            ViolationException.unless(moved != null, () -> "the table " + table + " loses the tag " + tag);
            ViolationException.unless(
                    Objects.requireNonNull(moved).equals(id)
                            || (now.snapshot(moved).sequenceNumber()
                                            > was.snapshot(id).sequenceNumber()
                                    && keys(now, now.snapshot(moved)).containsAll(kept(keys(was, was.snapshot(id))))),
                    () -> "the tag " + tag + " of " + table + " moves back");
        });
    }

    private static Map<String, Long> tags(TableMetadata metadata) {
        return metadata.refs().entrySet().stream()
                .filter(ref -> ref.getValue().isTag())
                .collect(Collectors.toMap(
                        Map.Entry::getKey, ref -> ref.getValue().snapshotId()));
    }

    /** The file that names a table's metadata names metadata that was committed, and never older one. */
    void checkHint(String key, Optional<SimulatedStore.Stored> before, SimulatedStore.Stored now) {
        ViolationException.unless(
                committed.contains(hinted(key, now)), () -> key + " names metadata that wasn't committed");
        before.ifPresent(held -> ViolationException.unless(
                number(now) > number(held), () -> key + " goes from " + number(held) + " to " + number(now)));
    }

    private static String hinted(String key, SimulatedStore.Stored hint) {
        return ROOT + key.replace("version-hint.text", text(hint) + ".metadata.json");
    }

    private static long number(SimulatedStore.Stored hint) {
        return Long.parseLong(text(hint).replaceAll("-.*", ""));
    }

    private static String text(SimulatedStore.Stored hint) {
        return new String(hint.content(), StandardCharsets.UTF_8);
    }

    /** Each table has the files of all completed exports, and each run's date has a tag at which its files are there. */
    void checkLast(CatalogRows rows) {
        ViolationException.unless(
                world.contents().any()
                        || rows.find(Table.FILE_CONTENTS.folder()).isEmpty(),
                () -> "the catalog has a table file_contents, but the dataset keeps no contents");
        for (Table each : tables()) {
            String table = each.folder();
            String location =
                    rows.find(table).orElseThrow(() -> new ViolationException("the catalog lacks the table " + table));
            TableMetadata metadata = view.metadata(location);
            Set<String> should = kept(of(table, dataset.listed()));
            Set<String> is = metadata.currentSnapshot() == null ? Set.of() : keys(metadata, metadata.currentSnapshot());
            ViolationException.unless(
                    is.equals(should),
                    () -> "the table " + table + " has " + difference(is, should) + " too many and lacks "
                            + difference(should, is));
            dataset.runs()
                    .forEach((snapshot, files) -> checkTag(
                            table,
                            metadata,
                            LocalDate.ofInstant(snapshot, ZoneOffset.UTC).toString(),
                            of(table, files)));
            String hint = Layout.icebergHint(each);
            ViolationException.unless(
                    dataset.stored(hint)
                            .filter(held -> hinted(hint, held).equals(location))
                            .isPresent(),
                    () -> hint + " doesn't name the table's metadata");
        }
    }

    private List<Table> tables() {
        return Stream.of(Table.values())
                .filter(table ->
                        table != Table.FILE_CONTENTS || world.contents().any())
                .toList();
    }

    /** No current snapshot has files of repositories that were removed. */
    void checkRemoved(CatalogRows rows, Set<Long> removed) {
        for (Table each : tables()) {
            rows.find(each.folder())
                    .map(view::metadata)
                    .filter(metadata -> metadata.currentSnapshot() != null)
                    .ifPresent(metadata -> keys(metadata, metadata.currentSnapshot())
                            .forEach(key -> ViolationException.unless(
                                    !removed.contains(DatasetView.repositoryOf(key)),
                                    () -> "the tables have " + key + " again, but its repository is forgotten")));
        }
    }

    private void checkTag(String table, TableMetadata metadata, String date, Set<String> files) {
        if (files.isEmpty()) {
            return;
        }
        SnapshotRef tag = metadata.ref(date);
        ViolationException.unless(tag != null, () -> "the table " + table + " lacks the tag " + date);
        Snapshot snapshot = metadata.snapshot(Objects.requireNonNull(tag).snapshotId());
        ViolationException.unless(
                keys(metadata, snapshot).containsAll(files),
                () -> "at the tag " + date + ", the table " + table + " lacks files of the date's runs");
        ViolationException.unless(
                date.equals(snapshot.summary().get("commitlake.snapshot-date")),
                () -> "the tag " + date + " of " + table + " is at a snapshot of another date");
    }

    private Set<String> keys(TableMetadata metadata, Snapshot snapshot) {
        return view.files(metadata, snapshot).stream().map(TableView.Entry::key).collect(Collectors.toSet());
    }

    private boolean isForgotten(String key) {
        return world.forgotten().contains(DatasetView.repositoryOf(key));
    }

    private Set<String> kept(Set<String> keys) {
        return keys.stream().filter(key -> !isForgotten(key)).collect(Collectors.toSet());
    }

    private static Set<String> of(String table, Set<DataFile> files) {
        return files.stream()
                .map(DataFile::key)
                .filter(key -> key.startsWith(table + "/"))
                .collect(Collectors.toSet());
    }

    private static Set<String> difference(Set<String> some, Set<String> others) {
        Set<String> left = new TreeSet<>(some);
        left.removeAll(others);
        return left;
    }
}
