package io.commitlake.storage;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/** The JSON records that lie in a store beside the tables. */
public final class Records {
    private Records() {}

    /**
     * The record under a key; empty where there is none.
     *
     * @throws CommitlakeException of kind STORE where something else lies there, be it cut or of another shape
     */
    public static <T> Optional<T> read(Storage storage, String key, Class<T> type) {
        return storage.get(key).map(stored -> parse(storage, key, stored.content(), type));
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
}
