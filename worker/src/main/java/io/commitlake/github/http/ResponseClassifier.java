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

/** Decides what a response means. */
public final class ResponseClassifier {
    private static final Pattern LIMIT = Pattern.compile("rate limit|rate-limit|abuse detection|too many requests");
    private static final Pattern NO_ACCESS = Pattern.compile("not accessible|forbids access|saml|must have ");

    /** A shorter rest would retry at once, without a pause. */
    private static final Duration SHORTEST_REST = Duration.ofSeconds(1);

    private final Exchange exchange;
    private final Resource resource;
    private final Instant now;
    private final LimitHeaders limits;

    private ResponseClassifier(Exchange exchange, Resource resource, Instant now) {
        this.exchange = exchange;
        this.resource = resource;
        this.now = now;
        this.limits = new LimitHeaders(exchange, now);
    }

    /**
     * Classifies a response.
     *
     * @param resource the requested resource
     * @param now the time when the response arrived
     */
    public static Verdict classify(Exchange exchange, Resource resource, Instant now) {
        return new ResponseClassifier(exchange, resource, now).verdict();
    }

    private Verdict verdict() {
        String summary = exchange.summary();
        return switch (exchange.status()) {
            case 301, 302, 307, 308 -> moved(summary);
            case 401 -> new Verdict.BadCredentials(summary);
            case 403, 429 -> refusal(summary);
            case 404, 410 -> new Verdict.Gone(TokenRights.explained(exchange, summary));
            case 409 ->
                errorText(body()).contains("empty")
                        ? new Verdict.Empty(summary)
                        : new Verdict.Refused(exchange.status(), summary);
            case 422 ->
                errorText(body()).contains("first 1000 search results")
                        ? new Verdict.PastTheEnd(summary)
                        : new Verdict.Refused(exchange.status(), summary);
            case 451 -> new Verdict.Blocked(summary);
            default ->
                exchange.ok()
                        ? success(summary)
                        : exchange.status() >= 500
                                ? new Verdict.ServerFault(summary)
                                : new Verdict.Refused(exchange.status(), summary);
        };
    }

    private Verdict success(String summary) {
        JsonNode body = body();
        if (!body.isContainer()) {
            return new Verdict.Unreadable(summary + ", truncated or not JSON ("
                    + exchange.header("content-type").orElse("no content-type") + ", " + exchange.body().length
                    + " bytes)");
        }
        if (resource == Resource.GRAPHQL) {
            for (JsonNode error : body.path("errors")) {
                Optional<Verdict> verdict =
                        ofRequest(error, summary + ": " + error.path("message").asString(""));
                if (verdict.isPresent()) {
                    return verdict.get();
                }
            }
        }
        return new Verdict.Ok(body);
    }

    /**
     * The verdict on the whole request that a GraphQL error under status 200 implies; empty if it concerns only a part.
     */
    private Optional<Verdict> ofRequest(JsonNode error, String summary) {
        String type = error.path("type").asString("");
        String message = message(error);
        if (type.equals("RATE_LIMITED") || type.equals("RATE_LIMIT") || secondary(message)) {
            return Optional.of(limit(!secondary(message), summary));
        }
        JsonNode path = error.path("path");
        if (path.isEmpty()) {
            // "Something went wrong while executing your query" usually means a time-out. An invalid query has a code.
            boolean fault = (type.isEmpty() || type.equals("INTERNAL"))
                    && error.path("extensions").path("code").isMissingNode();
            return fault ? Optional.of(new Verdict.ServerFault(summary)) : Optional.empty();
        }
        // The error is about the one repository that the query selects by its node id.
        boolean node = path.size() == 1 && path.path(0).asString("").equals("node");
        return switch (node ? type : "") {
            case "NOT_FOUND" -> Optional.of(new Verdict.Gone(summary));
            case "FORBIDDEN" -> Optional.of(new Verdict.Forbidden(summary));
            default -> Optional.empty();
        };
    }

    /** The verdict on a 403 or 429: blocked, limited or forbidden. */
    private Verdict refusal(String summary) {
        JsonNode body = body();
        String message = errorText(body);
        if (body.has("block") || message.contains("access blocked")) {
            return new Verdict.Blocked(summary);
        }
        boolean spent =
                limits.remaining().orElse(1) == 0 && !NO_ACCESS.matcher(message).find();
        boolean limited = exchange.status() == 429
                || spent
                || limits.retryAfter().isPresent()
                || LIMIT.matcher(message).find();
        return limited
                ? limit(spent && !secondary(message), summary)
                : new Verdict.Forbidden(TokenRights.explained(exchange, summary));
    }

    /** A limit until {@code retry-after}; without that, until the reset if the budget is used up; else with no end. */
    private Verdict limit(boolean primary, String summary) {
        Optional<Instant> reset =
                limits.remaining().orElse(1) == 0 ? limits.budget().map(Budget::reset) : Optional.empty();
        Instant soonest = now.plus(SHORTEST_REST);
        Optional<Instant> until =
                limits.retryAfter().or(() -> reset).map(moment -> moment.isAfter(soonest) ? moment : soonest);
        return new Verdict.Limited(primary && reset.isPresent(), until, summary);
    }

    private Verdict moved(String summary) {
        Optional<String> to = exchange.header("location")
                .or(() -> Optional.of(body().path("url").asString("")).filter(url -> !url.isEmpty()));
        try {
            return to.<Verdict>map(
                            address -> new Verdict.Moved(exchange.address().resolve(URI.create(address)), summary))
                    .orElseGet(() -> new Verdict.Refused(exchange.status(), summary));
        } catch (IllegalArgumentException malformed) {
            return new Verdict.Refused(exchange.status(), summary);
        }
    }

    private static boolean secondary(String message) {
        return message.contains("secondary rate limit") || message.contains("abuse detection");
    }

    /** The error text in lower case: the message of a JSON body, or the whole of any other body. */
    private String errorText(JsonNode body) {
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
        } catch (JacksonException notJson) {
            return MissingNode.getInstance();
        }
    }
}
