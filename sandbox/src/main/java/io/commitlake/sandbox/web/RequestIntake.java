package io.commitlake.sandbox.web;

import com.sun.net.httpserver.HttpExchange;
import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.control.FaultInjector;
import io.commitlake.sandbox.control.RequestKind;
import io.commitlake.sandbox.control.RequestLog;
import io.commitlake.sandbox.hub.Tokens;
import java.util.Optional;

/** The first step of every request: identifies the caller, injects faults, and counts the request. */
public final class RequestIntake {
    private final Tokens tokens;
    private final FaultInjector faults;
    private final RequestLog requestLog;
    private final RestObserver observer;

    public RequestIntake(Tokens tokens, FaultInjector faults, RequestLog requestLog, RestObserver observer) {
        this.tokens = tokens;
        this.faults = faults;
        this.requestLog = requestLog;
        this.observer = observer;
    }

    /** What happens to a request. */
    sealed interface Outcome {
        /**
         * The handler answers it.
         *
         * @param fault the fault to inject while making the answer
         */
        record Proceed(Tokens.Caller caller, Optional<Fault> fault) implements Outcome {}

        /** This answer replaces the handler's. */
        record Replaced(Tokens.Caller caller, Answer answer) implements Outcome {}

        /** The connection is closed already. */
        record Closed() implements Outcome {}
    }

    /**
     * Identifies the caller and injects the fault that is due, if any.
     *
     * @param path the path below the API's address, as sent
     */
    Outcome receive(HttpExchange exchange, RequestKind kind, String path) {
        Tokens.Caller caller = caller(exchange);
        return faults.next(kind, describe(exchange, path), caller)
                .map(fault -> apply(exchange, kind, path, caller, fault))
                .orElseGet(() -> new Outcome.Proceed(caller, Optional.empty()));
    }

    /** Counts a request; call it before sending the answer. */
    void count(HttpExchange exchange, RequestKind kind, String path, Tokens.Caller caller, int status) {
        requestLog.count(kind, caller, status, describe(exchange, path));
    }

    /** Shows a REST answer to the observer; call it before sending the answer. */
    void notifyObserver(HttpExchange exchange, RequestKind kind, String path, Answer answer, boolean injected) {
        if (kind == RequestKind.REST || kind == RequestKind.SEARCH) {
            observer.onAnswer(exchange.getRequestMethod(), path, answer, injected);
        }
    }

    private Outcome apply(HttpExchange exchange, RequestKind kind, String path, Tokens.Caller caller, Fault fault) {
        switch (fault) {
            case Fault.Status status -> {
                return new Outcome.Replaced(caller, FaultAnswers.of(status, kind));
            }
            case Fault.GraphQlError error -> {
                return new Outcome.Replaced(caller, FaultAnswers.of(error));
            }
            case Fault.Reset _ -> {
                count(exchange, kind, path, caller, 0);
                exchange.close(); // no header is sent yet, so this closes the connection
                return new Outcome.Closed();
            }
            case Fault.Truncated truncated ->
                exchange.setStreams(null, new TruncatingStream(exchange.getResponseBody(), truncated.bytes()));
            case Fault.Revoke revoke -> tokens.revoke(revoke.token());
            case Fault.Forbid forbid -> tokens.forbid(forbid.token(), forbid.repository());
            case Fault.Hide hide -> tokens.hide(hide.token(), hide.repository());
            case Fault.Slow _, Fault.Partial _, Fault.WrongTotal _, Fault.Incomplete _, Fault.Shifted _ -> {
                return new Outcome.Proceed(caller, Optional.of(fault));
            }
        }
        return new Outcome.Proceed(caller(exchange), Optional.empty()); // the fault may have revoked its token
    }

    private Tokens.Caller caller(HttpExchange exchange) {
        return tokens.caller(ApiHttp.header(exchange, "Authorization"));
    }

    private static String describe(HttpExchange exchange, String path) {
        String query = exchange.getRequestURI().getRawQuery();
        return exchange.getRequestMethod() + " " + path + (query == null ? "" : "?" + query);
    }

    /** Sleeps if the fault is {@link Fault.Slow}. Call it while the request holds its place among the open requests. */
    static void pause(Optional<Fault> fault) {
        if (!(fault.orElse(null) instanceof Fault.Slow slow)) {
            return;
        }
        try {
            Thread.sleep(slow.delay());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the sandbox is being stopped
        }
    }
}
