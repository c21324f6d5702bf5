package io.commitlake.job.catalog;

import io.commitlake.dataset.DataFileRow;
import io.commitlake.job.work.Parallel;
import io.commitlake.model.CommitlakeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestWriter;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/**
 * An Iceberg table, to which files are added. Each file is in the table once, even if several processes add files at the
 * same time or are killed: a commit takes effect only if the table still has the snapshot in which the files were
 * looked up.
 */
final class CatalogTable {
    /** Files in a manifest; it is written in memory and takes about 1 MB. */
    private static final int MANIFEST = 4_000;

    /** Files whose metrics are in memory at once, about 5 KB each. */
    private static final int FOOTERS = 500;

    private static final int FORMAT = 2;

    /** Each failed attempt is another writer's success, so this many in a row don't happen. */
    private static final int ATTEMPTS = 100;

    private final TableIdentifier name;
    private final Table table;
    private final DataFileMaker files;
    private final ExecutorService threads;
    private final ExecutorService manifestThreads;

    /**
     * @param name the table's name with its namespace: Iceberg's own begins with the catalog's name
     * @param threads read footers
     * @param manifestThreads read and write manifests, each of which is in memory as a whole
     */
    CatalogTable(
            TableIdentifier name,
            Table table,
            DataFileMaker files,
            ExecutorService threads,
            ExecutorService manifestThreads) {
        this.name = name;
        this.table = table;
        this.files = files;
        this.threads = threads;
        this.manifestThreads = manifestThreads;
    }

    RegisteredRuns runs() {
        table.refresh();
        return RegisteredRuns.of(table);
    }

    String name() {
        return name.toString();
    }

    /** The number of snapshots from the current one back to the first. */
    long snapshots() {
        long count = 0;
        for (Snapshot _ : SnapshotUtil.currentAncestors(table)) {
            count++;
        }
        return count;
    }

    /** The address of the table's current metadata. */
    String metadata() {
        return ((BaseTable) table).operations().refresh().metadataFileLocation();
    }

    /**
     * Adds those of a run's files that the table lacks.
     *
     * @param complete whether no files of the run are left after these; then this adds a snapshot in any case, whose
     *     summary says so
     * @return the number of files that this added
     */
    long add(RunList list, List<DataFileRow> listed, boolean complete) {
        List<DataFileRow> described = List.of();
        List<ManifestFile> manifests = List.of();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            table.refresh();
            Snapshot base = table.currentSnapshot();
            List<DataFileRow> missing = RegisteredFiles.without(table, base, listed, files::address, manifestThreads);
            boolean done = !complete || RegisteredRuns.of(table).has(list.key(), list.version());
            if (missing.isEmpty() && done) {
                return 0;
            }
            if (!missing.equals(described)) {
                manifests = describe(missing);
                described = missing;
            }
            if (commit(list, manifests, complete, missing.isEmpty(), base)) {
                return missing.size();
            }
        }
        throw CommitlakeException.store("the table " + name + " changed " + ATTEMPTS
                + " times while files of the run \"" + list.run() + "\" were added: run the command again");
    }

    private boolean commit(
            RunList list,
            List<ManifestFile> manifests,
            boolean complete,
            boolean addsNothing,
            @Nullable Snapshot base) {
        AppendFiles append = table.newAppend().scanManifestsWith(manifestThreads);
        manifests.forEach(append::appendManifest);
        RegisteredRuns.describe(append, list, complete);
        // A run whose list has only lost rows keeps its tag: this snapshot also has the files of later runs.
        if (!addsNothing || !RegisteredRuns.of(table).knows(list.key())) {
            RegisteredRuns.date(append, list);
        }
        append.validateWith(ancestors -> base == null
                ? !ancestors.iterator().hasNext()
                : ancestors.iterator().hasNext() && ancestors.iterator().next().snapshotId() == base.snapshotId());
        try {
            append.commit();
            return true;
        } catch (ValidationException | CommitFailedException changed) {
            return false;
        }
    }

    /**
     * Removes the files of repositories from the current snapshot. Earlier snapshots still name them.
     *
     * @return the number of files that this removed
     */
    long remove(Set<Long> repositories) {
        if (repositories.isEmpty()) {
            return 0;
        }
        long removed = 0;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            table.refresh();
            long left = RegisteredFiles.count(table, repositories, manifestThreads);
            if (left == 0) {
                return removed;
            }
            removed = Math.max(removed, left);
            try {
                table.newDelete()
                        .scanManifestsWith(manifestThreads)
                        .deleteFromRowFilter(Expressions.in("repository_id", repositories))
                        .commit();
            } catch (ValidationException | CommitFailedException changed) {
                // Another process has changed the table meanwhile.
            }
        }
        throw CommitlakeException.store("the table " + name + " changed " + ATTEMPTS
                + " times while files of forgotten repositories were removed: run the command again");
    }

    private List<ManifestFile> describe(List<DataFileRow> missing) {
        List<ManifestFile> manifests = new ArrayList<>();
        for (int from = 0; from < missing.size(); from += MANIFEST) {
            manifests.add(manifest(missing.subList(from, Math.min(from + MANIFEST, missing.size()))));
        }
        return manifests;
    }

    private ManifestFile manifest(List<DataFileRow> some) {
        String location = table.location() + "/metadata/" + UUID.randomUUID() + ".avro";
        ManifestWriter<DataFile> writer =
                ManifestFiles.write(FORMAT, table.spec(), table.io().newOutputFile(location), null);
        try (writer) {
            for (int from = 0; from < some.size(); from += FOOTERS) {
                Parallel.map(threads, some.subList(from, Math.min(from + FOOTERS, some.size())), files::make)
                        .forEach(writer::add);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return writer.toManifestFile();
    }

    /** Points each date's tag to the snapshot that completes the newest run of that date. */
    void tag() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Map<String, Long> wanted = runs().dates();
            ManageSnapshots change = table.manageSnapshots();
            boolean changes = false;
            for (Map.Entry<String, Long> tag : wanted.entrySet()) {
                SnapshotRef there = table.refs().get(tag.getKey());
                if (there == null) {
                    change.createTag(tag.getKey(), tag.getValue());
                    changes = true;
                } else if (there.snapshotId() != tag.getValue()) {
                    change.replaceTag(tag.getKey(), tag.getValue());
                    changes = true;
                }
            }
            if (!changes) {
                return;
            }
            try {
                change.commit();
                return;
            } catch (ValidationException | CommitFailedException | IllegalArgumentException changed) {
                // Another process has set a tag meanwhile.
            }
        }
        throw CommitlakeException.store("the tags of the table " + name + " changed " + ATTEMPTS
                + " times while they were set: run the command again");
    }
}
