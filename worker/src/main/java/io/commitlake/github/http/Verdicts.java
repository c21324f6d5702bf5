package io.commitlake.github.http;

import io.commitlake.github.tokens.Budget;
import io.commitlake.github.tokens.Resource;
import io.commitlake.model.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** The one place that says what an answer means. */
public final class Verdicts {
    private static final Pattern LIMIT = Pattern.compile("rate limit|rate-limit|abuse detection|too many requests");
    private static final Pattern NO_ACCESS = Pattern.compile("not accessible|forbids access|saml|must have ");

    /** A limit that is over at once would be asked again without a pause. */
    private static final Duration SHORTEST_REST = Duration.ofSeconds(1);

    private final Exchange exchange;
    private final Resource resource;
    private final Instant now;
    private final LimitHeaders limits;

    private Verdicts(Exchange exchange, Resource resource, Instant now) {
        this.exchange = exchange;
        this.resource = resource;
        this.now = now;
        this.limits = new LimitHeaders(exchange, now);
    }

    /**
     * Judges.
     *
     * @param resource that was asked
     * @param now when the answer came
     */
    public static Verdict of(Exchange exchange, Resource resource, Instant now) {
        return new Verdicts(exchange, resource, now).verdict();
    }

    private Verdict verdict() {
        String words = exchange.words();
        return switch (exchange.status()) {
            case 301, 302, 307, 308 -> moved(words);
            case 401 -> new Verdict.BadCredentials(words);
            case 403, 429 -> refusal(words);
            case 404, 410 -> new Verdict.Gone(words);
            case 409 ->
                said(body()).contains("empty")
                        ? new Verdict.Empty(words)
                        : new Verdict.Refused(exchange.status(), words);
            case 422 ->
                said(body()).contains("first 1000 search results")
                        ? new Verdict.PastTheEnd(words)
                        : new Verdict.Refused(exchange.status(), words);
            case 451 -> new Verdict.Blocked(words);
            default ->
                exchange.ok()
                        ? answer(words)
                        : exchange.status() >= 500
                                ? new Verdict.ServerFault(words)
                                : new Verdict.Refused(exchange.status(), words);
        };
    }

    private Verdict answer(String words) {
        JsonNode body = body();
        if (!body.isContainer()) {
            return new Verdict.Unreadable(words + ", cut off or no JSON ("
                    + exchange.header("content-type").orElse("no content-type") + ", " + exchange.body().length
                    + " bytes)");
        }
        if (resource == Resource.GRAPHQL) {
            for (JsonNode error : body.path("errors")) {
                Optional<Verdict> whole =
                        ofWhole(error, words + ": " + error.path("message").asString(""));
                if (whole.isPresent()) {
                    return whole.get();
                }
            }
        }
        return new Verdict.Ok(body);
    }

    /** What GraphQL's error under 200 says of all that was asked; empty where it is one of a part. */
    private Optional<Verdict> ofWhole(JsonNode error, String words) {
        String type = error.path("type").asString("");
        String message = message(error);
        if (type.equals("RATE_LIMITED") || type.equals("RATE_LIMIT") || secondary(message)) {
            return Optional.of(limit(!secondary(message), words));
        }
        JsonNode path = error.path("path");
        if (path.isEmpty()) {
            // "Something went wrong while executing your query": it took too long, mostly. A wrong query has a code.
            boolean fault = (type.isEmpty() || type.equals("INTERNAL"))
                    && error.path("extensions").path("code").isMissingNode();
            return fault ? Optional.of(new Verdict.ServerFault(words)) : Optional.empty();
        }
        // The one repository that was asked about, by its id.
        boolean node = path.size() == 1 && path.path(0).asString("").equals("node");
        return switch (node ? type : "") {
            case "NOT_FOUND" -> Optional.of(new Verdict.Gone(words));
            case "FORBIDDEN" -> Optional.of(new Verdict.Forbidden(words));
            default -> Optional.empty();
        };
    }

    /** Of a 403 or 429: withheld, limited or forbidden. */
    private Verdict refusal(String words) {
        JsonNode body = body();
        String message = said(body);
        if (body.has("block") || message.contains("access blocked")) {
            return new Verdict.Blocked(words);
        }
        boolean spent =
                limits.remaining().orElse(1) == 0 && !NO_ACCESS.matcher(message).find();
        boolean limited = exchange.status() == 429
                || spent
                || limits.retryAfter().isPresent()
                || LIMIT.matcher(message).find();
        return limited ? limit(spent && !secondary(message), words) : new Verdict.Forbidden(words);
    }

    /** Until {@code retry-after}, else until the reset where nothing remains, else nobody knows. */
    private Verdict limit(boolean primary, String words) {
        Optional<Instant> reset =
                limits.remaining().orElse(1) == 0 ? limits.budget().map(Budget::reset) : Optional.empty();
        Instant soonest = now.plus(SHORTEST_REST);
        Optional<Instant> until =
                limits.retryAfter().or(() -> reset).map(moment -> moment.isAfter(soonest) ? moment : soonest);
        return new Verdict.Limited(primary && reset.isPresent(), until, words);
    }

    private Verdict moved(String words) {
        Optional<String> to = exchange.header("location")
                .or(() -> Optional.of(body().path("url").asString("")).filter(url -> !url.isEmpty()));
        try {
            return to.<Verdict>map(
                            address -> new Verdict.Moved(exchange.address().resolve(URI.create(address)), words))
                    .orElseGet(() -> new Verdict.Refused(exchange.status(), words));
        } catch (IllegalArgumentException noAddress) {
            return new Verdict.Refused(exchange.status(), words);
        }
    }

    private static boolean secondary(String message) {
        return message.contains("secondary rate limit") || message.contains("abuse detection");
    }

    /** What the answer says, in lower case: of JSON its message, of a plain text or a page all of it. */
    private String said(JsonNode body) {
        return body.isObject()
                ? message(body)
                : new String(exchange.body(), StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
    }

    private static String message(JsonNode body) {
        return body.path("message").asString("").toLowerCase(Locale.ROOT);
    }

    private JsonNode body() {
        try {
            return Json.tree(exchange.body());
        } catch (JacksonException noJson) {
            return MissingNode.getInstance();
        }
    }
}
