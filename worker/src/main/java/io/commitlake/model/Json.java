package io.commitlake.model;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** The project's only JSON mapper: property names in snake case, times in ISO 8601, keys in a fixed order. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .build();

    private Json() {}

    public static byte[] write(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    /** Writes JSON on a single line, for other programs. */
    public static byte[] writeCompact(Object value) {
        return MAPPER.writer().without(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(value);
    }

    /** Writes JSON for people, such as a report: no text in it shows a known secret. */
    public static byte[] writeRedacted(Object value) {
        return MAPPER.writeValueAsBytes(redacted(MAPPER.valueToTree(value)));
    }

    private static JsonNode redacted(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                ObjectNode safe = MAPPER.createObjectNode();
                object.properties()
                        .forEach(entry -> safe.set(KnownSecrets.redact(entry.getKey()), redacted(entry.getValue())));
                yield safe;
            }
            case ArrayNode array -> {
                ArrayNode safe = MAPPER.createArrayNode();
                array.forEach(element -> safe.add(redacted(element)));
                yield safe;
            }
            case StringNode text -> StringNode.valueOf(KnownSecrets.redact(text.stringValue()));
            default -> node;
        };
    }

    /**
     * Reads a record.
     *
     * @throws JacksonException if the bytes aren't JSON or don't fit the type
     */
    public static <T> T read(byte[] json, Class<T> type) {
        return MAPPER.readValue(json, type);
    }

    /**
     * Reads any JSON.
     *
     * @throws JacksonException if the bytes aren't JSON
     */
    public static JsonNode tree(byte[] json) {
        return MAPPER.readTree(json);
    }
}
