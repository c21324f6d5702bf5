package io.commitlake.github.http;

import io.commitlake.model.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A request and its answer.
 *
 * @param verb of the request, {@code POST}
 * @param address of the request
 * @param status of the answer
 * @param headers of the answer by their names in lower case; of a repeated one the first
 * @param body of the answer
 */
public record Exchange(String verb, URI address, int status, Map<String, String> headers, byte[] body) {
    private static final int SHOWN = 500;

    public Exchange {
        headers = Map.copyOf(headers);
    }

    boolean ok() {
        return status >= 200 && status < 300;
    }

    /** A header by its name in any case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT))).map(String::strip);
    }

    /** A header that is a date; empty too where it can't be read. */
    public Optional<Instant> date(String name) {
        try {
            return header(name)
                    .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    /** Verb, address, status and, of a refusal, GitHub's own words, for a message. */
    public String words() {
        String said = verb + " " + address + " answers " + status;
        if (ok()) {
            return said; // what was asked for may be a secret
        }
        String text = sentence().strip().replaceAll("\\s+", " ");
        return said + (text.isEmpty() ? "" : ": " + (text.length() > SHOWN ? text.substring(0, SHOWN) + " …" : text));
    }

    /** The messages of GitHub's JSON; of a page its text without the tags. */
    private String sentence() {
        String text = new String(body, StandardCharsets.UTF_8);
        JsonNode json;
        try {
            json = Json.tree(body);
        } catch (JacksonException page) {
            return text.replaceAll("<[^>]*>", " ");
        }
        String message = json.path("message").asString("");
        if (message.isBlank()) {
            return text;
        }
        StringJoiner sentence = new StringJoiner("; ").add(message);
        for (JsonNode error : json.path("errors")) {
            String detail =
                    error.path("field").asString("") + " " + error.path("code").asString("");
            String said =
                    error.isString() ? error.asString() : error.path("message").asString(detail);
            if (!said.isBlank()) {
                sentence.add(said.strip());
            }
        }
        return sentence.toString();
    }
}
