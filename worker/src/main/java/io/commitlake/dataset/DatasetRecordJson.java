package io.commitlake.dataset;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import io.commitlake.model.LedgerHome;
import io.commitlake.model.People;
import io.commitlake.model.contents.Contents;
import io.commitlake.model.contents.KeptContents;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON of a dataset's record. Ignores the names that only later versions know. */
final class DatasetRecordJson {
    /** Stands for no contents, as in the records of versions that couldn't keep any. */
    private static final String NO_CONTENTS = "off";

    private static final String CONTENTS_ADDRESS = "contents_address";

    private static final List<String> MODES =
            Arrays.stream(People.values()).map(People::text).toList();

    private DatasetRecordJson() {}

    /** The content of the object of a record. */
    static byte[] of(DatasetRecord record) {
        String contents = record.contents().any() ? record.contents().filter().toString() : NO_CONTENTS;
        ObjectNode tree = (ObjectNode) Json.tree(Json.write(new Fixed(
                record.format(), record.people(), contents, record.ledger().place())));
        if (record.contents().any()) {
            tree.put(CONTENTS_ADDRESS, record.contents().dataset());
        }
        record.ledger().id().ifPresent(id -> tree.put("ledger_id", id.toString()));
        record.movingTo().ifPresent(home -> tree.put("moving_to", home.place()));
        record.movingTo().flatMap(LedgerHome::id).ifPresent(id -> tree.put("moving_to_id", id.toString()));
        return Json.write(tree);
    }

    private record Fixed(int format, People people, String contents, String ledger) {}

    /**
     * Reads a record.
     *
     * @throws CommitlakeException of kind SETTINGS if this version doesn't know it or one of its values
     */
    static DatasetRecord parse(Storage storage, byte[] json) {
        String record = Layout.DATASET + " in the dataset " + storage.location();
        try {
            JsonNode tree = Json.tree(json);
            known(record, tree, "format", List.of(Integer.toString(DatasetRecord.FORMAT)));
            String people = known(record, tree, "people", MODES);
            return new DatasetRecord(
                    DatasetRecord.FORMAT,
                    People.parse(people).orElseThrow(),
                    contents(record, tree),
                    home(record, tree, "ledger"),
                    tree.has("moving_to") ? Optional.of(home(record, tree, "moving_to")) : Optional.empty());
        } catch (JacksonException unreadable) {
            throw CommitlakeException.settings(
                    record + " can't be read: " + unreadable.getOriginalMessage() + ": restore that object from a copy",
                    unreadable);
        }
    }

    private static KeptContents contents(String record, JsonNode tree) {
        String contents = text(record, tree, "contents");
        if (contents.equals(NO_CONTENTS)) {
            return KeptContents.NONE;
        }
        try {
            return new KeptContents(Contents.parse(contents), text(record, tree, CONTENTS_ADDRESS));
        } catch (IllegalArgumentException unknown) {
            throw CommitlakeException.settings(
                    record + " has the contents \"" + contents + "\" with the " + CONTENTS_ADDRESS + " \""
                            + tree.path(CONTENTS_ADDRESS).asString("")
                            + "\", but this version of Commitlake knows only "
                            + NO_CONTENTS
                            + " and what COMMITLAKE_CONTENTS may be, with an address: use the version that"
                            + " made the dataset, or a later one",
                    unknown);
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
