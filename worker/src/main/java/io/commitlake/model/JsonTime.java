package io.commitlake.model;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/**
 * Reads times in ISO 8601 with years of four digits. Other years are beyond what Parquet files and sums with times can
 * hold, and numbers would be ambiguous.
 */
final class JsonTime extends StdDeserializer<Instant> {
    JsonTime() {
        super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser json, DeserializationContext context) {
        if (json.hasToken(tools.jackson.core.JsonToken.VALUE_STRING)) {
            String text = json.getString();
            try {
                return parse(text);
            } catch (DateTimeParseException malformed) {
                return (Instant) context.handleWeirdStringValue(
                        Instant.class, text, "it should be a time such as 2024-11-01T03:00:00Z");
            }
        }
        return (Instant) context.handleUnexpectedToken(Instant.class, json);
    }

    /**
     * Parses a time.
     *
     * @throws DateTimeParseException if it isn't one, or has a sign before its year, as years of more than four digits do
     */
    static Instant parse(String text) {
        if (text.startsWith("+") || text.startsWith("-")) {
            throw new DateTimeParseException("the year isn't from 0000 to 9999", text, 0);
        }
        return Instant.parse(text);
    }
}
