package io.commitlake.sandbox.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.commitlake.sandbox.control.Faults;
import io.commitlake.sandbox.control.Journal;
import io.commitlake.sandbox.control.Kind;
import io.commitlake.sandbox.control.Requests;
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
 * What GitHub hasn't: {@code /_sandbox/requests} (GET, DELETE to count anew), {@code /_sandbox/faults} (GET, POST an order, DELETE
 * all of them and give tokens back what was taken from them) and {@code /_sandbox/clock} (GET, POST {@code {"advance": "PT1H"}}).
 * It takes no token, and what is asked here is counted nowhere.
 */
public final class ControlHttp implements HttpHandler {
    public static final String PATH = "/_sandbox";
    private final Faults faults;
    private final Journal journal;
    private final MovableClock clock;
    private final Tokens tokens;

    public ControlHttp(Faults faults, Journal journal, MovableClock clock, Tokens tokens) {
        this.faults = faults;
        this.journal = journal;
        this.clock = clock;
        this.tokens = tokens;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Answer answer;
        try {
            answer = answer(exchange);
        } catch (JacksonException e) {
            answer = Answer.json(400, Map.of("message", "That is no JSON."));
        } catch (IllegalArgumentException e) {
            answer = Answer.json(400, Map.of("message", String.valueOf(e.getMessage())));
        }
        answer.send(exchange);
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        String what = exchange.getRequestMethod() + " "
                + exchange.getRequestURI().getPath().substring(PATH.length());
        return switch (what) {
            case "GET /requests" -> requests();
            case "DELETE /requests" -> {
                journal.reset();
                yield requests();
            }
            case "GET /faults" -> orders();
            case "POST /faults" -> {
                faults.order(FaultsJson.read(body(exchange)));
                yield orders();
            }
            case "DELETE /faults" -> {
                faults.clear();
                tokens.restore();
                yield orders();
            }
            case "GET /clock" -> time();
            case "POST /clock" -> {
                clock.advance(FaultsJson.duration(body(exchange), "advance"));
                yield time();
            }
            default ->
                Answer.json(
                        404, Map.of("message", "There is /_sandbox/requests, /_sandbox/faults and /_sandbox/clock."));
        };
    }

    private static JsonNode body(HttpExchange exchange) throws IOException {
        return JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
    }

    private Answer requests() {
        Requests requests = journal.requests();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("total", requests.total());
        for (Kind kind : Kind.values()) {
            body.put(kind.word(), requests.of(kind));
        }
        Map<String, Long> statuses = new TreeMap<>();
        Map<String, Long> callers = new TreeMap<>();
        for (Requests.Tally tally : requests.tallies()) {
            statuses.merge("" + tally.status(), tally.count(), Long::sum);
            callers.merge(tally.caller().words(), tally.count(), Long::sum);
        }
        body.put("statuses", statuses);
        body.put("callers", callers);
        body.put("latest", requests.latest());
        return Answer.json(200, body);
    }

    private Answer orders() {
        return Answer.json(200, faults.progress().stream().map(FaultsJson::show).toList());
    }

    private Answer time() {
        return Answer.json(
                200,
                Map.of("now", clock.instant().toString(), "ahead", clock.ahead().toString()));
    }
}
