package io.commitlake.dataset;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.LedgerHome;
import io.commitlake.model.People;
import io.commitlake.model.contents.Contents;
import io.commitlake.model.contents.KeptContents;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The record of a dataset's fixed settings. It is the first object that Commitlake puts into a dataset, before anything
 * else under {@code _commitlake/}. Only a move of the ledger changes it.
 *
 * @param format the version of the dataset's tables and records
 * @param people how much the dataset keeps of names and e-mail addresses
 * @param contents the file contents that the dataset keeps, and the address by which rows name their files
 * @param ledger the home of the ledger
 * @param movingTo the home to which a command is moving the ledger; no other command may use the ledger meanwhile
 */
public record DatasetRecord(
        int format, People people, KeptContents contents, LedgerHome ledger, Optional<LedgerHome> movingTo) {
    static final int FORMAT = 2;

    public DatasetRecord {
        if (format != FORMAT) {
            throw new IllegalArgumentException("a dataset can't have the format " + format);
        }
    }

    /** The record of a new dataset; it keeps people in the clear unless another mode is set. */
    public static DatasetRecord of(Optional<People> people, KeptContents contents, LedgerHome ledger) {
        return new DatasetRecord(FORMAT, people.orElse(People.CLEAR), contents, ledger, Optional.empty());
    }

    /**
     * Finds a dataset's record; empty if the location has no dataset, or one of the original program.
     *
     * @throws CommitlakeException of kind SETTINGS if the dataset has format 1, or if this version doesn't know the
     *     record or one of its values
     */
    public static Optional<DatasetRecord> find(Storage storage) {
        // List first: the record is put before any other key here, so a key without the record means format 1, even if
        // another command creates the dataset at this moment.
        if (!storage.holdsAny(Layout.RECORDS)) {
            return Optional.empty();
        }
        return Optional.of(storage.get(Layout.DATASET)
                .map(stored -> DatasetRecordJson.parse(storage, stored.content()))
                .orElseThrow(() -> CommitlakeException.settings("the dataset " + storage.location()
                        + " has format 1: it has objects under " + Layout.RECORDS + ", but no " + Layout.DATASET
                        + ". Format 1 was never released, and this version can't use it: set COMMITLAKE_DATASET (or"
                        + " give --dataset) to an empty location, and export again")));
    }

    /** Whether a location has tables of the original program, which has no record of its settings. */
    public static boolean isOriginal(Storage storage) {
        AtomicBoolean found = new AtomicBoolean();
        storage.list(
                Layout.REPOSITORIES,
                listed -> Layout.repositoriesFile(listed.key()).ifPresent(file -> found.set(true)));
        return found.get();
    }

    /**
     * Makes the record of a new dataset, unless another command makes it at the same time.
     *
     * @param home prepares the home of the ledger; refuses a home with another dataset's ledger
     * @return the record that holds
     */
    public static DatasetRecord create(
            Storage storage, Optional<People> people, KeptContents contents, Supplier<LedgerHome> home) {
        LedgerHome first;
        try {
            first = home.get();
        } catch (CommitlakeException refused) {
            // A faster command may have made this dataset and filled its ledger since we looked for the record.
            return find(storage).orElseThrow(() -> refused);
        }
        return of(people, contents, first).keep(storage);
    }

    /** Puts this record unless another command has put one, and returns the record that holds. */
    public DatasetRecord keep(Storage storage) {
        return storage.putIfAbsent(Layout.DATASET, DatasetRecordJson.of(this))
                ? this
                : find(storage)
                        .orElseThrow(() -> CommitlakeException.store("the record " + Layout.DATASET + " in "
                                + storage.location() + " is gone, though nothing should remove it"));
    }

    /**
     * Refuses a setting that contradicts this record.
     *
     * @param asked the place of the ledger that is set, {@link LedgerHome#DATASET} if none is: an address in the dataset
     *     alone doesn't count, because it could send the ledger's password to a stranger
     * @param location the dataset's location, for the message
     * @throws CommitlakeException of kind SETTINGS with both values
     */
    public void refuseOtherLedger(String asked, String location) {
        if (!asked.equals(ledger.place())) {
            throw CommitlakeException.settings("COMMITLAKE_LEDGER is " + asked + ", but the dataset " + location
                    + " has its ledger in " + ledger.place() + " (see " + Layout.DATASET
                    + " in it): set COMMITLAKE_LEDGER to that, or move the ledger with `commitlake ledger move`");
        }
    }

    /**
     * Refuses a mode that contradicts this record.
     *
     * @param asked the mode that is set; empty if none is
     * @param location the dataset's location, for the message
     * @throws CommitlakeException of kind SETTINGS with both values
     */
    public void refuseOther(Optional<People> asked, String location) {
        asked.filter(mode -> mode != people).ifPresent(mode -> {
            throw CommitlakeException.settings("COMMITLAKE_PEOPLE (or --people) is " + mode.text()
                    + ", but the dataset " + location + " keeps people as " + people.text()
                    + ", which can't change (see " + Layout.DATASET + " in it): unset COMMITLAKE_PEOPLE or set it to "
                    + people.text() + ", or set COMMITLAKE_DATASET to another location");
        });
    }

    /**
     * Refuses contents that contradict this record.
     *
     * @param asked the contents that are set; empty if none are
     * @param location the dataset's location, for the message
     * @throws CommitlakeException of kind SETTINGS with both values
     */
    public void refuseOtherContents(Optional<Contents> asked, String location) {
        asked.filter(set -> !set.equals(contents.filter())).ifPresent(set -> {
            throw CommitlakeException.settings("COMMITLAKE_CONTENTS (or --contents) is " + set + ", but the dataset "
                    + location + " keeps the file contents " + contents.filter() + ", which can't change (see "
                    + Layout.DATASET + " in it): unset COMMITLAKE_CONTENTS or set it to " + contents.filter()
                    + ", or set COMMITLAKE_DATASET to another location");
        });
    }

    /** This record while a command moves the ledger to another home; empty to stop moving it. */
    public DatasetRecord moving(Optional<LedgerHome> to) {
        return new DatasetRecord(format, people, contents, ledger, to);
    }

    /** This record after the ledger has moved. */
    public DatasetRecord moved() {
        return new DatasetRecord(format, people, contents, movingTo.orElseThrow(), Optional.empty());
    }

    /** Replaces this record by another one. Returns false if the dataset has another record than this by now. */
    public boolean replace(Storage storage, DatasetRecord next) {
        return storage.get(Layout.DATASET)
                .filter(held -> DatasetRecordJson.parse(storage, held.content()).equals(this))
                .filter(held -> storage.putIfMatch(Layout.DATASET, DatasetRecordJson.of(next), held.version()))
                .isPresent();
    }

    /**
     * Refuses to use the ledger while a command moves it.
     *
     * @throws CommitlakeException of kind STORE, because the same command may succeed once the move has ended
     */
    public void refuseMoving(String location) {
        movingTo.ifPresent(home -> {
            throw CommitlakeException.store(
                    "the ledger of the dataset " + location + " is moving from " + ledger.place()
                            + " to " + home.place() + " (see " + Layout.DATASET
                            + " in it): wait until `commitlake ledger move` has ended, or run it again if it was interrupted");
        });
    }

    /**
     * Refuses to go on with this record's ledger if the dataset has another one by now, or if a command is moving it.
     *
     * @throws CommitlakeException of kind STORE, because a new command finds the ledger
     */
    public void refuseMoved(Storage storage) {
        DatasetRecord now = storage.get(Layout.DATASET)
                .map(stored -> DatasetRecordJson.parse(storage, stored.content()))
                .orElseThrow(() -> CommitlakeException.store(
                        "the record " + Layout.DATASET + " in " + storage.location() + " is gone"));
        now.refuseMoving(storage.location());
        if (!now.ledger.equals(ledger)) {
            throw CommitlakeException.store("the ledger of the dataset " + storage.location() + " has moved from "
                    + ledger.place() + " to " + now.ledger.place() + " since this command started: start it again");
        }
    }
}
