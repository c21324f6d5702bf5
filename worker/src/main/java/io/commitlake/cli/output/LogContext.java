package io.commitlake.cli.output;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The fields that all lines of a JSON log have: those of the command that this process runs. Thread-safe. */
public final class LogContext {
    private static final Map<String, Object> FIELDS = new ConcurrentHashMap<>();

    private LogContext() {}

    /** Sets a field from now on. */
    public static void set(String name, Object value) {
        FIELDS.put(name, value);
    }

    /** Forgets all fields, because another command begins. */
    public static void clear() {
        FIELDS.clear();
    }

    static Map<String, Object> fields() {
        return FIELDS;
    }
}
