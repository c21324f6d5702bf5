package io.commitlake.sandbox.web;

import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.control.Faults;
import io.commitlake.sandbox.control.Kind;
import io.commitlake.sandbox.control.Order;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Orders of faults as JSON: {@code {"fault": "status", "status": 502, "kind": "git", "path": "upload-pack", "after": 1}}. */
final class FaultsJson {
    private static final Set<String> KEYS = Set.of(
            "fault",
            "status",
            "retryAfter",
            "type",
            "message",
            "kept",
            "bytes",
            "delay",
            "by",
            "missing",
            "token",
            "repository",
            "kind",
            "path",
            "after",
            "times");

    private FaultsJson() {}

    /** @throws IllegalArgumentException where it can't be read, saying why */
    static Order read(JsonNode json) {
        for (String key : json.propertyNames()) {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("'" + key + "' means nothing: use "
                        + String.join(", ", KEYS.stream().sorted().toList()) + ".");
            }
        }
        Fault fault = fault(json);
        // Of these two the token is what they are about.
        boolean about = fault instanceof Fault.Revoke || fault instanceof Fault.Forbid || fault instanceof Fault.Hide;
        return new Order(
                fault,
                Optional.ofNullable(json.get("kind")).map(JsonNode::asString).map(Kind::ofWord),
                json.path("path").asString(""),
                json.has("token") && !about ? OptionalInt.of(number(json, "token", 0)) : OptionalInt.empty(),
                number(json, "after", 0),
                number(json, "times", 1));
    }

    private static Fault fault(JsonNode json) {
        String name = json.path("fault").asString("");
        return switch (name) {
            case "status" ->
                new Fault.Status(
                        number(json, "status", 502),
                        Optional.ofNullable(json.get("retryAfter")).map(JsonNode::asString));
            case "graphQlError" ->
                new Fault.GraphQlError(
                        json.path("type").asString("RATE_LIMITED"),
                        json.path("message").asString("API rate limit exceeded."));
            case "partial" -> new Fault.Partial(number(json, "kept", 1));
            case "truncated" -> new Fault.Truncated(number(json, "bytes", 64));
            case "reset" -> new Fault.Reset();
            case "slow" -> new Fault.Slow(duration(json, "delay"));
            case "wrongTotal" -> new Fault.WrongTotal(number(json, "by", 1));
            case "incomplete" -> new Fault.Incomplete(number(json, "missing", 1));
            case "shifted" -> new Fault.Shifted(number(json, "by", 1));
            case "revoke" -> new Fault.Revoke(number(json, "token", 0));
            case "forbid" ->
                new Fault.Forbid(
                        number(json, "token", 0), json.path("repository").asString(""));
            case "hide" ->
                new Fault.Hide(number(json, "token", 0), json.path("repository").asString(""));
            default ->
                throw new IllegalArgumentException("fault is status, graphQlError, partial, truncated, reset, slow,"
                        + " wrongTotal, incomplete, shifted, revoke, forbid or hide, not '" + name + "'.");
        };
    }

    static Duration duration(JsonNode json, String key) {
        String text = json.path(key).asString("");
        try {
            return Duration.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(key + " is a duration such as PT1H or PT0.5S, not '" + text + "'.", e);
        }
    }

    private static int number(JsonNode json, String key, int otherwise) {
        JsonNode value = json.path(key);
        if (!value.isMissingNode() && !value.isInt()) {
            throw new IllegalArgumentException(key + " is a whole number, not " + value + ".");
        }
        return value.asInt(otherwise);
    }

    static Map<String, Object> show(Faults.Progress progress) {
        Order order = progress.order();
        Map<String, Object> body = new LinkedHashMap<>();
        String name = order.fault().getClass().getSimpleName();
        body.put("fault", name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1));
        order.kind().ifPresent(kind -> body.put("kind", kind.word()));
        body.put("path", order.path());
        order.token().ifPresent(token -> body.put("token", token));
        body.put("after", order.after());
        body.put("times", order.times());
        body.put("seen", progress.seen());
        body.put("done", progress.done());
        return body;
    }
}
