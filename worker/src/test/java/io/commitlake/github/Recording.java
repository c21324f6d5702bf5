package io.commitlake.github;

import io.commitlake.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A recorded exchange with GitHub, read from a folder with {@code request.txt}, {@code headers.json} and {@code
 * body.*}.
 *
 * @param request the lines of the request
 * @param headers the names and values of the response headers, in order
 */
record Recording(String name, List<String> request, int status, List<Map.Entry<String, String>> headers, byte[] body) {
    /** The time assumed for recordings whose dates are templates. */
    private static final Instant TEMPLATE_TIME = Instant.parse("2026-11-01T00:00:00Z");

    /** A WireMock template, as in the recordings of hub4j: {@code {{now offset='8 seconds' format='unix'}}}. */
    private static final Pattern TEMPLATE =
            Pattern.compile("\\{\\{\\w+(?: offset='(\\d+) seconds')?(?: timezone='GMT')? format='([^']+)'}}");

    private static final Pattern PAGE = Pattern.compile("[?&]page=(\\d{1,9})");

    /** All recordings in a folder, in order of name. */
    static List<Recording> in(Path folder) {
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.filter(each -> Files.exists(each.resolve("request.txt")))
                    .sorted()
                    .map(Recording::read)
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Recording read(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            Optional<Path> body = files.filter(
                            each -> String.valueOf(each.getFileName()).startsWith("body."))
                    .findFirst();
            JsonNode head = Json.tree(Files.readAllBytes(folder.resolve("headers.json")));
            List<Map.Entry<String, String>> headers = new ArrayList<>();
            head.path("headers")
                    .forEach(header -> headers.add(Map.entry(
                            header.path(0).asString(), rendered(header.path(1).asString()))));
            return new Recording(
                    String.valueOf(folder.getFileName()),
                    Files.readAllLines(folder.resolve("request.txt")),
                    head.path("status").asInt(),
                    headers,
                    body.isPresent() ? Files.readAllBytes(body.get()) : new byte[0]);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    String method() {
        return request.getFirst().split(" ", -1)[0];
    }

    /** The request's path and query, without the host. */
    String target() {
        return request.getFirst().split(" ", -1)[1].replaceFirst("^https?://[^/]+", "");
    }

    String path() {
        return target().replaceFirst("\\?.*", "");
    }

    /** The requested page of a list; 1 if the request names none. */
    int page() {
        return page(target());
    }

    static int page(String target) {
        Matcher page = PAGE.matcher(target);
        return page.find() ? Integer.parseInt(page.group(1)) : 1;
    }

    /** The recording without rate limit headers, for several requests in a row: the recorded budget may be used up. */
    Recording withoutBudget() {
        return new Recording(
                name,
                request,
                status,
                headers.stream()
                        .filter(each -> !each.getKey().toLowerCase(Locale.ROOT).startsWith("x-ratelimit-"))
                        .toList(),
                body);
    }

    Optional<String> header(String header) {
        return headers.stream()
                .filter(each -> each.getKey().equalsIgnoreCase(header))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** The time of the response, from its date header. */
    Instant recordedAt() {
        return header("date")
                .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant())
                .orElse(TEMPLATE_TIME);
    }

    private static String rendered(String header) {
        Matcher template = TEMPLATE.matcher(header);
        if (!template.matches()) {
            return header;
        }
        Instant moment = TEMPLATE_TIME.plusSeconds(Long.parseLong(Objects.requireNonNullElse(template.group(1), "0")));
        return template.group(2).equals("unix")
                ? Long.toString(moment.getEpochSecond())
                : DateTimeFormatter.RFC_1123_DATE_TIME.format(moment.atOffset(ZoneOffset.UTC));
    }

    /** Whether the request accepts JSON, the only format that the worker requests. */
    boolean acceptsJson() {
        return request.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("accept:"))
                .allMatch(line -> line.contains("json") || line.contains("*/*"));
    }
}
