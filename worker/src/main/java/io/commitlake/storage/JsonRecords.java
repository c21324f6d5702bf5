package io.commitlake.storage;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;

/** Reads the JSON records that a store has besides the tables. */
public final class JsonRecords {
    private JsonRecords() {}

    /**
     * Reads the record under a key; empty if there is none.
     *
     * @throws CommitlakeException of kind STORE if the object isn't such a record, for example because it is truncated
     */
    public static <T> Optional<T> read(Storage storage, String key, Class<T> type) {
        return read(storage, key, type, record -> {});
    }

    /**
     * Reads a record that must fit its key.
     *
     * @param check throws an {@link IllegalArgumentException} if the record doesn't fit
     */
    public static <T> Optional<T> read(Storage storage, String key, Class<T> type, Consumer<T> check) {
        return storage.get(key).map(stored -> {
            T record = parse(storage, key, stored.content(), type);
            try {
                check.accept(record);
            } catch (IllegalArgumentException misplaced) {
                throw CommitlakeException.store(
                        "the record " + key + " in " + storage.location() + " is invalid: " + misplaced.getMessage(),
                        misplaced);
            }
            return record;
        });
    }

    /** Parses the content of an object. The storage and key are for the message of a failure. */
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

    /** Whether a single bad record caused a failure, while the store itself works. */
    public static boolean isBadRecord(CommitlakeException failed) {
        return failed.kind() == CommitlakeException.Kind.STORE
                && (failed.getCause() instanceof JacksonException
                        || failed.getCause() instanceof IllegalArgumentException);
    }
}
