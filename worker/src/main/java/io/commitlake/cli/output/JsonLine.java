package io.commitlake.cli.output;

import io.commitlake.model.Json;
import io.commitlake.model.secret.KnownSecrets;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.MDC;

/** A line of a JSON log: an object without line breaks, in which no known secret is shown. */
final class JsonLine {
    private JsonLine() {}

    /**
     * The line of a message. It also has the fields of {@link LogContext}, and the thread's {@code repository}.
     *
     * @param at the time, in UTC
     * @param more more texts, by the names of their fields
     */
    static String of(Instant at, String level, String message, Map<String, String> more) {
        Map<String, Object> fields = new HashMap<>(LogContext.fields());
        String repository = MDC.get("repository");
        if (repository != null) {
            fields.put("repository", repository);
        }
        fields.putAll(more);
        fields.put("message", message);
        // Before the text is escaped: an escaped secret could look different.
        fields.replaceAll((name, value) -> value instanceof String text ? KnownSecrets.redact(text) : value);
        fields.put("time", at.toString());
        fields.put("level", level);
        return new String(Json.writeCompact(fields), StandardCharsets.UTF_8);
    }
}
