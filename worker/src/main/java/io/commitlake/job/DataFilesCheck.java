package io.commitlake.job;

import io.commitlake.dataset.DataFileRow;
import io.commitlake.dataset.Fault;
import io.commitlake.dataset.check.SchemaCheck;
import io.commitlake.dataset.parquet.RowFileReader;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.parquet.io.LocalInputFile;
import org.jspecify.annotations.Nullable;

/**
 * Checks the lists in {@code data_files} against the ledger: each export that a list names is complete and has all its
 * files in that list, with their rows, bytes and hashes. Holds the rows of one export, and the listed exports.
 */
final class DataFilesCheck {
    private final Storage storage;
    private final Ledger ledger;
    private final Workspace workspace;
    private final Consumer<Fault> faults;
    private final Set<Export> listed = new HashSet<>();
    private final Set<String> checked = new HashSet<>();
    private boolean allRead;

    DataFilesCheck(Storage storage, Ledger ledger, Workspace workspace, Consumer<Fault> faults) {
        this.storage = storage;
        this.ledger = ledger;
        this.workspace = workspace;
        this.faults = faults;
    }

    /**
     * Whether a list names the export. If none that was checked does, this reads the lists of the other runs once:
     * another run's merge may have been faster.
     */
    boolean names(Export export) {
        if (!listed.contains(export) && !allRead) {
            keys().stream()
                    .filter(key -> !checked.contains(key))
                    .forEach(key -> read(key, (named, rows) -> listed.add(named)));
            allRead = true;
        }
        return listed.contains(export);
    }

    /** Checks the lists of all runs. */
    void all() {
        keys().forEach(this::check);
        allRead = true;
    }

    private List<String> keys() {
        List<String> keys = new ArrayList<>();
        storage.list(Layout.DATA_FILES, found -> keys.add(found.key()));
        return keys;
    }

    /** Checks one list, if it exists. */
    void check(String key) {
        checked.add(key);
        read(key, (export, rows) -> compare(key, export, rows));
    }

    private void read(String key, BiConsumer<Export, List<DataFileRow>> to) {
        workspace.within("data_files", folder -> {
            Path local = folder.resolve("data_files.parquet");
            if (storage.download(key, local)) {
                read(key, local, to);
            }
            return local;
        });
    }

    /** Parquet may throw anything for a corrupt file, even an OutOfMemoryError for a corrupt length. */
    private void read(String key, Path local, BiConsumer<Export, List<DataFileRow>> to) {
        try (RowFileReader<DataFileRow> rows =
                new RowFileReader<>(new LocalInputFile(local), TableSchema.DATA_FILES, DataFileRow::of)) {
            SchemaCheck.compare(TableSchema.DATA_FILES.parquet(), rows.schema(), what -> fault(key, what));
            @Nullable Export export = null;
            List<DataFileRow> ofExport = new ArrayList<>();
            for (DataFileRow row = rows.next(); row != null; row = rows.next()) {
                Export next = new Export(row.repositoryId(), row.export());
                if (export != null && !next.equals(export)) {
                    to.accept(export, ofExport);
                    ofExport.clear();
                }
                export = next;
                ofExport.add(row);
            }
            if (export != null) {
                to.accept(export, ofExport);
            }
        } catch (CommitlakeException ofTheLedger) {
            throw ofTheLedger; // the file is readable, so this is no fault of the list
        } catch (IOException | RuntimeException | OutOfMemoryError corrupt) {
            fault(key, "can't be read: " + corrupt);
        }
    }

    private void compare(String key, Export export, List<DataFileRow> rows) {
        listed.add(export);
        if (!(ledger.outcome(export).orElse(null) instanceof Outcome.Complete complete)) {
            fault(key, "lists " + rows.size() + " files of export " + export + ", which isn't complete");
            return;
        }
        Map<String, DataFileRow> missing = new LinkedHashMap<>();
        DataFileRow any = rows.getFirst();
        complete.files().forEach(file -> missing.put(file.key(), DataFileRow.of(file, any.run(), any.snapshotAt())));
        for (DataFileRow row : rows) {
            DataFileRow should = missing.remove(row.path());
            if (should == null) {
                fault(key, "lists " + row.path() + " twice, or export " + export + " has no such file");
            } else if (!should.equals(row)) {
                fault(key, "has the row " + row + ", which should be " + should);
            }
        }
        missing.keySet().forEach(path -> fault(key, "lacks " + path + " of export " + export));
    }

    private void fault(String key, String what) {
        faults.accept(new Fault(key, what));
    }
}
