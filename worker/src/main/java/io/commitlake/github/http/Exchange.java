package io.commitlake.github.http;

import io.commitlake.model.Json;
import io.commitlake.model.secret.KnownSecrets;
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
 * A request and its response.
 *
 * @param verb the request's verb, such as {@code POST}
 * @param address the request's address
 * @param status the response's status
 * @param headers the response's headers by lower-case name; of a repeated header, the first
 * @param body the response's body
 */
public record Exchange(String verb, URI address, int status, Map<String, String> headers, byte[] body) {
    private static final int SHOWN_CHARACTERS = 500;
    /** Tags are removed from this much of a page: the time to find them grows with its square. */
    private static final int MAX_PAGE_CHARACTERS = 20_000;

    public Exchange {
        headers = Map.copyOf(headers);
    }

    boolean ok() {
        return status >= 200 && status < 300;
    }

    /** A header by its name, in any case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT))).map(String::strip);
    }

    /** A header as a date; empty if it is missing or malformed. */
    public Optional<Instant> date(String name) {
        try {
            return header(name)
                    .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    /** The verb, the address, the status and, for an error, GitHub's own message, for use in a message. */
    public String summary() {
        String summary = verb + " " + address + " answers " + status;
        if (ok()) {
            return summary; // the body may hold a secret
        }
        // A secret that the text quotes is recognized only as long as it is whole.
        String text = KnownSecrets.redact(errorMessage()).strip().replaceAll("\\s+", " ");
        if (text.isEmpty()) {
            return summary;
        }
        return summary + ": " + (text.length() > SHOWN_CHARACTERS ? text.substring(0, SHOWN_CHARACTERS) + " …" : text);
    }

    /** The messages in GitHub's JSON, or an HTML page's text without its tags. */
    private String errorMessage() {
        String text = new String(body, StandardCharsets.UTF_8);
        JsonNode json;
        try {
            json = Json.tree(body);
        } catch (JacksonException page) {
            return text.substring(0, Math.min(text.length(), MAX_PAGE_CHARACTERS))
                    .replaceAll("<[^>]*>", " ");
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
