package io.commitlake.model;

import io.commitlake.model.secret.KnownSecrets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
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
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .addModule(new SimpleModule().addDeserializer(Instant.class, new JsonTime()))
            .build();

    private static final int SHOWN_CHARACTERS = 100;

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
     * @throws JacksonException if the bytes aren't JSON or don't fit the type; a {@code null} fits none
     */
    public static <T> T read(byte[] json, Class<T> type) {
        T value = MAPPER.readValue(json, type);
        if (value == null) {
            throw MismatchedInputException.from(null, type, "it is null");
        }
        return value;
    }

    /**
     * Reads any JSON.
     *
     * @throws JacksonException if the bytes aren't JSON
     */
    public static JsonNode tree(byte[] json) {
        return MAPPER.readTree(json);
    }

    /** A whole number that fits a long; empty for any other value. */
    public static OptionalLong integer(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToLong()
                ? OptionalLong.of(value.longValue())
                : OptionalLong.empty();
    }

    /**
     * Reads a field that must be a whole number.
     *
     * @throws IllegalArgumentException if it isn't one that fits a long; the message has the field and its value
     */
    public static long integer(JsonNode object, String field) {
        return integer(object.path(field)).orElseThrow(() -> refused(object, field, "a whole number"));
    }

    /**
     * Reads a field that must be a text.
     *
     * @throws IllegalArgumentException if it isn't one; the message has the field and its value
     */
    public static String text(JsonNode object, String field) {
        if (!object.path(field).isString()) {
            throw refused(object, field, "a text");
        }
        return object.path(field).asString();
    }

    /**
     * Reads a field that must be a time in ISO 8601.
     *
     * @throws IllegalArgumentException if it isn't one; the message has the field and its value
     */
    public static Instant time(JsonNode object, String field) {
        try {
            return JsonTime.parse(text(object, field));
        } catch (DateTimeParseException malformed) {
            throw refused(object, field, "a time such as 2024-11-01T03:00:00Z");
        }
    }

    private static IllegalArgumentException refused(JsonNode object, String field, String wanted) {
        JsonNode value = object.path(field);
        String shown = value.isMissingNode() ? "missing" : value.toString();
        return new IllegalArgumentException("its " + field + " is "
                + (shown.length() > SHOWN_CHARACTERS ? shown.substring(0, SHOWN_CHARACTERS) + " …" : shown)
                + " and should be " + wanted);
    }
}
