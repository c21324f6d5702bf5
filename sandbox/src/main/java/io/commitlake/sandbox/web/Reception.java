package io.commitlake.sandbox.web;

import com.sun.net.httpserver.HttpExchange;
import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.control.Faults;
import io.commitlake.sandbox.control.Journal;
import io.commitlake.sandbox.control.Kind;
import io.commitlake.sandbox.hub.Tokens;
import java.util.Optional;

/** Where every request comes first: says whose it is, does what was ordered to go wrong with it, and counts it. */
public final class Reception {
    private final Tokens tokens;
    private final Faults faults;
    private final Journal journal;
    private final RestObserver observer;

    public Reception(Tokens tokens, Faults faults, Journal journal, RestObserver observer) {
        this.tokens = tokens;
        this.faults = faults;
        this.journal = journal;
        this.observer = observer;
    }

    /** What becomes of a request. */
    sealed interface Course {
        /** It is to be answered.
         *
         * @param within what shall go wrong with the making of the answer */
        record Answered(Tokens.Caller caller, Optional<Fault> within) implements Course {}

        /** It is to be answered with this instead. */
        record Instead(Tokens.Caller caller, Answer answer) implements Course {}

        /** Its connection is closed. */
        record Closed() implements Course {}
    }

    /** @param path without the address of the API, as it was sent */
    Course receive(HttpExchange exchange, Kind kind, String path) {
        Tokens.Caller caller = caller(exchange);
        return faults.next(kind, what(exchange, path), caller)
                .map(fault -> course(exchange, kind, path, caller, fault))
                .orElseGet(() -> new Course.Answered(caller, Optional.empty()));
    }

    /** Before it is answered. */
    void count(HttpExchange exchange, Kind kind, String path, Tokens.Caller caller, int status) {
        journal.count(kind, caller, status, what(exchange, path));
    }

    /** An answer before it is sent. */
    void show(HttpExchange exchange, Kind kind, String path, Answer answer, boolean ordered) {
        if (kind == Kind.REST || kind == Kind.SEARCH) {
            observer.answered(exchange.getRequestMethod(), path, answer, ordered);
        }
    }

    private Course course(HttpExchange exchange, Kind kind, String path, Tokens.Caller caller, Fault fault) {
        switch (fault) {
            case Fault.Status status -> {
                return new Course.Instead(caller, FaultyAnswers.of(status, kind));
            }
            case Fault.GraphQlError error -> {
                return new Course.Instead(caller, FaultyAnswers.of(error));
            }
            case Fault.Reset _ -> {
                count(exchange, kind, path, caller, 0);
                exchange.close(); // before any header is sent the server closes the connection
                return new Course.Closed();
            }
            case Fault.Truncated truncated ->
                exchange.setStreams(null, new CutStream(exchange.getResponseBody(), truncated.bytes()));
            case Fault.Revoke revoke -> tokens.revoke(revoke.token());
            case Fault.Forbid forbid -> tokens.forbid(forbid.token(), forbid.repository());
            case Fault.Hide hide -> tokens.hide(hide.token(), hide.repository());
            case Fault.Slow _, Fault.Partial _, Fault.WrongTotal _, Fault.Incomplete _, Fault.Shifted _ -> {
                return new Course.Answered(caller, Optional.of(fault));
            }
        }
        return new Course.Answered(caller(exchange), Optional.empty()); // its token may be revoked by now
    }

    private Tokens.Caller caller(HttpExchange exchange) {
        return tokens.caller(Gate.header(exchange, "Authorization"));
    }

    private static String what(HttpExchange exchange, String path) {
        String query = exchange.getRequestURI().getRawQuery();
        return exchange.getRequestMethod() + " " + path + (query == null ? "" : "?" + query);
    }

    /** Where that was ordered; within whatever a slow answer holds up. */
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
