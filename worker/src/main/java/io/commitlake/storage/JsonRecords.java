package io.commitlake.storage;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;

/** The JSON records that lie in a store beside the tables. */
public final class JsonRecords {
    private JsonRecords() {}

    /**
     * The record under a key; empty where there is none.
     *
     * @throws CommitlakeException of kind STORE where something else lies there, be it cut or of another shape
     */
    public static <T> Optional<T> read(Storage storage, String key, Class<T> type) {
        return read(storage, key, type, record -> {});
    }

    /**
     * The same of a record that must fit its key.
     *
     * @param check throws an {@link IllegalArgumentException} where it doesn't
     */
    public static <T> Optional<T> read(Storage storage, String key, Class<T> type, Consumer<T> check) {
        return storage.get(key).map(stored -> {
            T record = parse(storage, key, stored.content(), type);
            try {
                check.accept(record);
            } catch (IllegalArgumentException misplaced) {
                throw CommitlakeException.store(
                        "the record " + key + " in " + storage.location() + " can't be right: "
                                + misplaced.getMessage(),
                        misplaced);
            }
            return record;
        });
    }

    /** What was read under a key. */
    public static <T> T parse(Storage storage, String key, byte[] json, Class<T> type) {
        try {
            return Json.read(json, type);
        } catch (JacksonException unreadable) {
            throw CommitlakeException.store(
                    "the record " + key + " in " + storage.location() + " can't be read: "
                            + unreadable.getOriginalMessage(),
                    unreadable);
        }
    }

    /** Whether a failure is that of one record, while the store itself answers. */
    public static boolean isBadRecord(CommitlakeException failed) {
        return failed.kind() == CommitlakeException.Kind.STORE
                && (failed.getCause() instanceof JacksonException
                        || failed.getCause() instanceof IllegalArgumentException);
    }
}
