package io.commitlake.sandbox.control;

import io.commitlake.sandbox.hub.Tokens;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts requests before they are answered, so that a client with an answer finds its request counted. Thread-safe. */
public final class RequestLog {
    private static final int LATEST = 1000;
    private final Map<Key, Long> counts = new LinkedHashMap<>();
    private final Deque<String> latest = new ArrayDeque<>();

    private record Key(RequestKind kind, Tokens.Caller caller, int status) {}

    /**
     * Counts a request.
     *
     * @param status the status of the answer; 0 if the connection was closed instead
     * @param request the method, path and query
     */
    public synchronized void count(RequestKind kind, Tokens.Caller caller, int status, String request) {
        counts.merge(new Key(kind, caller, status), 1L, Long::sum);
        if (latest.size() == LATEST) {
            latest.removeFirst();
        }
        latest.addLast(status + " " + request + " (" + caller.label() + ")");
    }

    public synchronized RequestCounts counts() {
        List<RequestCounts.Tally> tallies = new ArrayList<>();
        counts.forEach(
                (key, count) -> tallies.add(new RequestCounts.Tally(key.kind(), key.caller(), key.status(), count)));
        return new RequestCounts(tallies, List.copyOf(latest));
    }

    public synchronized void reset() {
        counts.clear();
        latest.clear();
    }
}
