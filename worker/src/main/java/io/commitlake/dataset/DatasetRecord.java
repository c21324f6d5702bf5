package io.commitlake.dataset;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import io.commitlake.model.People;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The record of a dataset's fixed settings. It is the first object that Commitlake puts into a dataset, before anything
 * else under {@code _commitlake/}, and it never changes.
 *
 * @param format the version of the dataset's tables and records
 * @param people how much the dataset keeps of names and e-mail addresses
 * @param contents the file contents that the dataset keeps; {@code off} for none, the only choice of this version
 * @param ledger the place of the ledger; {@code dataset} for the dataset's own store, the only choice of this version
 */
public record DatasetRecord(int format, People people, String contents, String ledger) {
    private static final int FORMAT = 2;
    private static final String CONTENTS = "off";
    private static final String LEDGER = "dataset";

    private static final List<String> MODES =
            Arrays.stream(People.values()).map(People::text).toList();

    public DatasetRecord {
        if (format != FORMAT || !contents.equals(CONTENTS) || !ledger.equals(LEDGER)) {
            throw new IllegalArgumentException("a dataset can't have the format " + format + " with the contents \""
                    + contents + "\" and the ledger \"" + ledger + "\"");
        }
    }

    /** The record of a new dataset; it keeps people in the clear unless another mode is set. */
    public static DatasetRecord of(Optional<People> people) {
        return new DatasetRecord(FORMAT, people.orElse(People.CLEAR), CONTENTS, LEDGER);
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

    /** Puts this record unless another command has put one, and returns the record that holds. */
    public DatasetRecord keep(Storage storage) {
        return storage.putIfAbsent(Layout.DATASET, Json.write(this))
                ? this
                : find(storage)
                        .orElseThrow(() -> CommitlakeException.store("the record " + Layout.DATASET + " in "
                                + storage.location() + " is gone, though nothing should remove it"));
    }

    /**
     * Refuses a setting that contradicts this record.
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

    private static DatasetRecord parse(Storage storage, byte[] json) {
        String record = Layout.DATASET + " in the dataset " + storage.location();
        try {
            JsonNode tree = Json.tree(json);
            known(record, tree, "format", List.of(Integer.toString(FORMAT)));
            String people = known(record, tree, "people", MODES);
            known(record, tree, "contents", List.of(CONTENTS));
            known(record, tree, "ledger", List.of(LEDGER));
            return of(People.parse(people));
        } catch (JacksonException unreadable) {
            throw CommitlakeException.settings(
                    record + " can't be read: " + unreadable.getOriginalMessage() + ": restore that object from a copy",
                    unreadable);
        }
    }

    private static String known(String record, JsonNode tree, String name, List<String> values) {
        JsonNode value = tree.path(name);
        if (value.isMissingNode()) {
            throw CommitlakeException.settings(record + " has no " + name + ": restore that object from a copy");
        }
        String text = value.isValueNode() ? value.asString() : value.toString();
        if (!values.contains(text)) {
            throw CommitlakeException.settings(record + " has the " + name + " \"" + text
                    + "\", but this version of Commitlake knows only " + String.join(", ", values)
                    + ": use the version that made the dataset, or a later one");
        }
        return text;
    }
}
