package io.commitlake.sandbox.web;

import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.control.FaultInjector;
import io.commitlake.sandbox.control.FaultRule;
import io.commitlake.sandbox.control.RequestKind;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Reads and writes fault rules as JSON, such as {@code {"fault": "status", "status": 502, "kind": "git", "after": 1}}.
 */
final class FaultRuleJson {
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

    private FaultRuleJson() {}

    /** @throws IllegalArgumentException if the JSON isn't a fault rule; the message says why */
    static FaultRule read(JsonNode json) {
        for (String key : json.propertyNames()) {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("Unknown key '" + key + "': use "
                        + String.join(", ", KEYS.stream().sorted().toList()) + ".");
            }
        }
        Fault fault = fault(json);
        // For these faults, "token" names the token to change, not the caller.
        boolean namesToken =
                fault instanceof Fault.Revoke || fault instanceof Fault.Forbid || fault instanceof Fault.Hide;
        return new FaultRule(
                fault,
                Optional.ofNullable(json.get("kind")).map(JsonNode::asString).map(RequestKind::parse),
                json.path("path").asString(""),
                json.has("token") && !namesToken ? OptionalInt.of(number(json, "token", 0)) : OptionalInt.empty(),
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
                throw new IllegalArgumentException(
                        "fault must be status, graphQlError, partial, truncated, reset, slow,"
                                + " wrongTotal, incomplete, shifted, revoke, forbid or hide, not '" + name + "'.");
        };
    }

    static Duration duration(JsonNode json, String key) {
        String text = json.path(key).asString("");
        try {
            return Duration.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    key + " must be a duration such as PT1H or PT0.5S, not '" + text + "'.", e);
        }
    }

    private static int number(JsonNode json, String key, int defaultValue) {
        JsonNode value = json.path(key);
        if (!value.isMissingNode() && !value.isInt()) {
            throw new IllegalArgumentException(key + " must be a whole number, not " + value + ".");
        }
        return value.asInt(defaultValue);
    }

    static Map<String, Object> show(FaultInjector.Progress progress) {
        FaultRule rule = progress.rule();
        Map<String, Object> body = new LinkedHashMap<>();
        String name = rule.fault().getClass().getSimpleName();
        body.put("fault", name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1));
        rule.kind().ifPresent(kind -> body.put("kind", kind.jsonName()));
        body.put("path", rule.path());
        rule.token().ifPresent(token -> body.put("token", token));
        body.put("after", rule.after());
        body.put("times", rule.times());
        body.put("seen", progress.seen());
        body.put("done", progress.done());
        return body;
    }
}
