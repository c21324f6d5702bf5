package io.commitlake.dataset;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import io.commitlake.model.LedgerHome;
import io.commitlake.model.People;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The record of a dataset's fixed settings. It is the first object that Commitlake puts into a dataset, before anything
 * else under {@code _commitlake/}. Only a move of the ledger changes it.
 *
 * @param format the version of the dataset's tables and records
 * @param people how much the dataset keeps of names and e-mail addresses
 * @param contents the file contents that the dataset keeps; {@code off} for none, the only choice of this version
 * @param ledger the home of the ledger
 * @param movingTo the home to which a command is moving the ledger; no other command may use the ledger meanwhile
 */
public record DatasetRecord(
        int format, People people, String contents, LedgerHome ledger, Optional<LedgerHome> movingTo) {
    private static final int FORMAT = 2;
    private static final String CONTENTS = "off";

    private static final List<String> MODES =
            Arrays.stream(People.values()).map(People::text).toList();

    public DatasetRecord {
        if (format != FORMAT || !contents.equals(CONTENTS)) {
            throw new IllegalArgumentException(
                    "a dataset can't have the format " + format + " with the contents \"" + contents + "\"");
        }
    }

    /** The record of a new dataset; it keeps people in the clear unless another mode is set. */
    public static DatasetRecord of(Optional<People> people, LedgerHome ledger) {
        return new DatasetRecord(FORMAT, people.orElse(People.CLEAR), CONTENTS, ledger, Optional.empty());
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
                .map(stored -> parse(storage, stored.content()))
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
    public static DatasetRecord create(Storage storage, Optional<People> people, Supplier<LedgerHome> home) {
        LedgerHome first;
        try {
            first = home.get();
        } catch (CommitlakeException refused) {
            // A faster command may have made this dataset and filled its ledger since we looked for the record.
            return find(storage).orElseThrow(() -> refused);
        }
        return of(people, first).keep(storage);
    }

    /** Puts this record unless another command has put one, and returns the record that holds. */
    public DatasetRecord keep(Storage storage) {
        return storage.putIfAbsent(Layout.DATASET, json())
                ? this
                : find(storage)
                        .orElseThrow(() -> CommitlakeException.store("the record " + Layout.DATASET + " in "
                                + storage.location() + " is gone, though nothing should remove it"));
    }

    /** The content of the record's object. */
    byte[] json() {
        ObjectNode tree = (ObjectNode) Json.tree(Json.write(new Fixed(format, people, contents, ledger.place())));
        ledger.id().ifPresent(id -> tree.put("ledger_id", id.toString()));
        movingTo.ifPresent(home -> tree.put("moving_to", home.place()));
        movingTo.flatMap(LedgerHome::id).ifPresent(id -> tree.put("moving_to_id", id.toString()));
        return Json.write(tree);
    }

    private record Fixed(int format, People people, String contents, String ledger) {}

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
                .filter(held -> parse(storage, held.content()).equals(this))
                .filter(held -> storage.putIfMatch(Layout.DATASET, next.json(), held.version()))
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
                .map(stored -> parse(storage, stored.content()))
                .orElseThrow(() -> CommitlakeException.store(
                        "the record " + Layout.DATASET + " in " + storage.location() + " is gone"));
        now.refuseMoving(storage.location());
        if (!now.ledger.equals(ledger)) {
            throw CommitlakeException.store("the ledger of the dataset " + storage.location() + " has moved from "
                    + ledger.place() + " to " + now.ledger.place() + " since this command started: start it again");
        }
    }

    private static DatasetRecord parse(Storage storage, byte[] json) {
        String record = Layout.DATASET + " in the dataset " + storage.location();
        try {
            JsonNode tree = Json.tree(json);
            known(record, tree, "format", List.of(Integer.toString(FORMAT)));
            String people = known(record, tree, "people", MODES);
            known(record, tree, "contents", List.of(CONTENTS));
            return new DatasetRecord(
                    FORMAT,
                    People.parse(people).orElseThrow(),
                    CONTENTS,
                    home(record, tree, "ledger"),
                    tree.has("moving_to") ? Optional.of(home(record, tree, "moving_to")) : Optional.empty());
        } catch (JacksonException unreadable) {
            throw CommitlakeException.settings(
                    record + " can't be read: " + unreadable.getOriginalMessage() + ": restore that object from a copy",
                    unreadable);
        }
    }

    private static LedgerHome home(String record, JsonNode tree, String name) {
        String place = text(record, tree, name);
        Optional<String> id = tree.has(name + "_id") ? Optional.of(text(record, tree, name + "_id")) : Optional.empty();
        try {
            return new LedgerHome(place, id.map(UUID::fromString));
        } catch (IllegalArgumentException unknown) {
            throw CommitlakeException.settings(
                    record + " has the " + name + " \"" + place + "\""
                            + id.map(text -> " with the ID \"" + text + "\"").orElse("")
                            + ", but this version of Commitlake knows only dataset and"
                            + " jdbc:postgresql://host:port/database?currentSchema=schema with an ID: use the version"
                            + " that made the dataset, or a later one",
                    unknown);
        }
    }

    private static String text(String record, JsonNode tree, String name) {
        JsonNode value = tree.path(name);
        if (value.isMissingNode()) {
            throw CommitlakeException.settings(record + " has no " + name + ": restore that object from a copy");
        }
        return value.isValueNode() ? value.asString() : value.toString();
    }

    private static String known(String record, JsonNode tree, String name, List<String> values) {
        String text = text(record, tree, name);
        if (!values.contains(text)) {
            throw CommitlakeException.settings(record + " has the " + name + " \"" + text
                    + "\", but this version of Commitlake knows only " + String.join(", ", values)
                    + ": use the version that made the dataset, or a later one");
        }
        return text;
    }
}
