package io.commitlake.sandbox.web;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The decoded query of a URL, in its order. If a name occurs twice, the last value counts. */
public record Query(Map<String, String> values) {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    static Query parse(@Nullable String raw) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                values.put(
                        decode(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return new Query(values);
    }

    public Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public Set<String> names() {
        return values.keySet();
    }

    /** A number as GitHub reads it: the default if absent, malformed or below 1, and at most {@code max}. */
    public int number(String name, int defaultValue, int max) {
        return value(name)
                .filter(value -> NUMBER.matcher(value).matches())
                .map(Integer::parseInt)
                .filter(number -> number >= 1)
                .map(number -> Math.min(number, max))
                .orElse(defaultValue);
    }

    public Query with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(values);
        more.put(name, value);
        return new Query(more);
    }

    /** The query with its question mark; empty if there are no parameters. */
    public String encoded() {
        String pairs = values.entrySet().stream()
                .map(pair -> URLEncoder.encode(pair.getKey(), StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(pair.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return pairs.isEmpty() ? "" : "?" + pairs;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // an invalid percent escape is literal text
        }
    }
}
