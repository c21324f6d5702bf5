package io.commitlake.job.validate;

import io.commitlake.dataset.DataFileRow;
import io.commitlake.dataset.Fault;
import io.commitlake.dataset.check.SchemaCheck;
import io.commitlake.dataset.parquet.RowFileReader;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.job.work.Parallel;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.storage.JsonRecords;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.apache.parquet.io.LocalInputFile;

/**
 * Checks the lists in {@code data_files} against the ledger: each export that a list names is complete and has all its
 * files in that list, with their rows, bytes and hashes. In memory are the rows of about 32 exports and,
 * for each remembered repository, the numbers of its listed exports.
 */
final class DataFilesCheck {
    /** Number of exports that are compared at once. */
    private static final int BATCH = 32;

    /** An export number that no ledger has: a list with a higher one is corrupt, and remembering it takes memory. */
    private static final long IMPOSSIBLE = 1 << 20;

    private final Storage storage;
    private final Ledger ledger;
    private final Workspace workspace;
    private final ExecutorService gets;
    private final Consumer<Fault> faults;
    private final Map<Long, BitSet> listed = new HashMap<>();

    DataFilesCheck(Storage storage, Ledger ledger, Workspace workspace, ExecutorService gets, Consumer<Fault> faults) {
        this.storage = storage;
        this.ledger = ledger;
        this.workspace = workspace;
        this.gets = gets;
        this.faults = faults;
    }

    /** Whether a list that was checked names the export, and this remembers its repository. */
    boolean names(Export export) {
        BitSet numbers = listed.get(export.repository());
        return numbers != null && export.number() < IMPOSSIBLE && numbers.get((int) export.number());
    }

    /** Removes the exports that any list names by now: another merge may have listed them since. */
    void removeListed(Set<Export> exports) {
        if (exports.isEmpty()) {
            return;
        }
        for (String key : keys()) {
            read(key, fault -> {}, rows -> exports.remove(export(rows.getFirst())));
            if (exports.isEmpty()) {
                return;
            }
        }
    }

    /** Checks and remembers what the lists of all runs say of some repositories. */
    void all(LongPredicate repositories) {
        keys().forEach(key -> check(key, repositories, repositories));
    }

    private List<String> keys() {
        List<String> keys = new ArrayList<>();
        storage.list(Layout.DATA_FILES, found -> keys.add(found.key()));
        return keys;
    }

    /**
     * Checks one list, if it exists.
     *
     * @param checked the repositories whose exports are compared with the ledger
     * @param remembered the repositories for {@link #names}
     */
    void check(String key, LongPredicate checked, LongPredicate remembered) {
        List<List<DataFileRow>> waiting = new ArrayList<>();
        read(key, faults, rows -> {
            Export export = export(rows.getFirst());
            if (remembered.test(export.repository()) && export.number() < IMPOSSIBLE) {
                listed.computeIfAbsent(export.repository(), repository -> new BitSet())
                        .set((int) export.number());
            }
            if (checked.test(export.repository())) {
                waiting.add(rows);
            }
            if (waiting.size() == BATCH) {
                compare(key, waiting);
                waiting.clear();
            }
        });
        compare(key, waiting);
    }

    private static Export export(DataFileRow row) {
        return new Export(row.repositoryId(), row.export());
    }

    private void read(String key, Consumer<Fault> to, Consumer<List<DataFileRow>> each) {
        workspace.within("data_files", folder -> {
            Path local = folder.resolve("data_files.parquet");
            if (storage.download(key, local)) {
                read(key, local, to, each);
            }
            return local;
        });
    }

    /**
     * Passes on the rows of each export. Parquet may throw anything for a corrupt file, even an OutOfMemoryError for a
     * corrupt length.
     */
    private static void read(String key, Path local, Consumer<Fault> to, Consumer<List<DataFileRow>> each) {
        try (RowFileReader<DataFileRow> rows =
                new RowFileReader<>(new LocalInputFile(local), TableSchema.DATA_FILES, DataFileRow::of)) {
            SchemaCheck.compare(
                    TableSchema.DATA_FILES.parquet(), rows.schema(), what -> to.accept(new Fault(key, what)));
            List<DataFileRow> ofExport = new ArrayList<>();
            for (DataFileRow row = rows.next(); row != null; row = rows.next()) {
                if (!ofExport.isEmpty() && !export(row).equals(export(ofExport.getFirst()))) {
                    each.accept(ofExport);
                    ofExport = new ArrayList<>();
                }
                ofExport.add(row);
            }
            if (!ofExport.isEmpty()) {
                each.accept(ofExport);
            }
        } catch (CommitlakeException ofTheLedger) {
            throw ofTheLedger; // the file is readable, so this is no fault of the list
        } catch (IOException | RuntimeException | OutOfMemoryError corrupt) {
            to.accept(new Fault(key, "can't be read: " + corrupt));
        }
    }

    private void compare(String key, List<List<DataFileRow>> exports) {
        List<Optional<Outcome>> outcomes = Parallel.map(gets, exports, rows -> outcome(key, export(rows.getFirst())));
        for (int i = 0; i < exports.size(); i++) {
            compare(key, exports.get(i), outcomes.get(i));
        }
    }

    private Optional<Outcome> outcome(String key, Export export) {
        try {
            return ledger.outcome(export);
        } catch (CommitlakeException failed) {
            if (!JsonRecords.isBadRecord(failed)) {
                throw failed;
            }
            fault(key, "lists export " + export + ", but " + failed.getMessage());
            return Optional.empty();
        }
    }

    private void compare(String key, List<DataFileRow> rows, Optional<Outcome> outcome) {
        DataFileRow any = rows.getFirst();
        Export export = export(any);
        if (!(outcome.orElse(null) instanceof Outcome.Complete complete)) {
            fault(key, "lists " + rows.size() + " files of export " + export + ", which isn't complete");
            return;
        }
        Map<String, DataFileRow> missing = new LinkedHashMap<>();
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
