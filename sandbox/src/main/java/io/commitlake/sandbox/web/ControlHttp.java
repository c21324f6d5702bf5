package io.commitlake.sandbox.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.commitlake.sandbox.control.FaultInjector;
import io.commitlake.sandbox.control.RequestCounts;
import io.commitlake.sandbox.control.RequestKind;
import io.commitlake.sandbox.control.RequestLog;
import io.commitlake.sandbox.hub.MovableClock;
import io.commitlake.sandbox.hub.Tokens;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Serves what GitHub doesn't have: {@code /_sandbox/requests} (GET; DELETE resets the counts), {@code /_sandbox/faults}
 * (GET; POST adds a rule; DELETE removes all rules and restores the tokens) and {@code /_sandbox/clock} (GET; POST
 * {@code {"advance": "PT1H"}}). These paths need no token, and requests to them aren't counted.
 */
public final class ControlHttp implements HttpHandler {
    public static final String PATH = "/_sandbox";
    private final FaultInjector faults;
    private final RequestLog requestLog;
    private final MovableClock clock;
    private final Tokens tokens;

    public ControlHttp(FaultInjector faults, RequestLog requestLog, MovableClock clock, Tokens tokens) {
        this.faults = faults;
        this.requestLog = requestLog;
        this.clock = clock;
        this.tokens = tokens;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Answer answer;
        try {
            answer = answer(exchange);
        } catch (JacksonException e) {
            answer = Answer.json(400, Map.of("message", "The body isn't valid JSON."));
        } catch (IllegalArgumentException e) {
            answer = Answer.json(400, Map.of("message", String.valueOf(e.getMessage())));
        }
        answer.send(exchange);
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        String methodAndPath = exchange.getRequestMethod() + " "
                + exchange.getRequestURI().getPath().substring(PATH.length());
        return switch (methodAndPath) {
            case "GET /requests" -> requests();
            case "DELETE /requests" -> {
                requestLog.reset();
                yield requests();
            }
            case "GET /faults" -> faults();
            case "POST /faults" -> {
                faults.add(FaultRuleJson.read(body(exchange)));
                yield faults();
            }
            case "DELETE /faults" -> {
                faults.clear();
                tokens.restore();
                yield faults();
            }
            case "GET /clock" -> clock();
            case "POST /clock" -> {
                clock.advance(FaultRuleJson.duration(body(exchange), "advance"));
                yield clock();
            }
            default ->
                Answer.json(
                        404,
                        Map.of("message", "Not found: use /_sandbox/requests, /_sandbox/faults or /_sandbox/clock."));
        };
    }

    private static JsonNode body(HttpExchange exchange) throws IOException {
        return JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
    }

    private Answer requests() {
        RequestCounts counts = requestLog.counts();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("total", counts.total());
        for (RequestKind kind : RequestKind.values()) {
            body.put(kind.jsonName(), counts.of(kind));
        }
        Map<String, Long> statuses = new TreeMap<>();
        Map<String, Long> callers = new TreeMap<>();
        for (RequestCounts.Tally tally : counts.tallies()) {
            statuses.merge("" + tally.status(), tally.count(), Long::sum);
            callers.merge(tally.caller().label(), tally.count(), Long::sum);
        }
        body.put("statuses", statuses);
        body.put("callers", callers);
        body.put("latest", counts.latest());
        return Answer.json(200, body);
    }

    private Answer faults() {
        return Answer.json(
                200, faults.progress().stream().map(FaultRuleJson::show).toList());
    }

    private Answer clock() {
        return Answer.json(
                200,
                Map.of("now", clock.instant().toString(), "ahead", clock.ahead().toString()));
    }
}
