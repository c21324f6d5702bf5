package io.commitlake.github.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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

    /** Verb, address, status and, of a refusal, the start of the body, for a message. */
    public String words() {
        String said = verb + " " + address + " answers " + status;
        if (ok()) {
            return said; // what was asked for may be a secret
        }
        String text = new String(body, StandardCharsets.UTF_8).strip().replaceAll("\\s+", " ");
        return said + (text.isEmpty() ? "" : ": " + (text.length() > SHOWN ? text.substring(0, SHOWN) + " …" : text));
    }
}
