package io.commitlake.sandbox.control;

import io.commitlake.sandbox.hub.Tokens;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts requests before they are answered, so that who has an answer finds it counted. For many threads. */
public final class Journal {
    private static final int LATEST = 1000;
    private final Map<Alike, Long> counts = new LinkedHashMap<>();
    private final Deque<String> latest = new ArrayDeque<>();

    private record Alike(Kind kind, Tokens.Caller caller, int status) {}

    /** Counts one.
     *
     * @param what method and path */
    public synchronized void count(Kind kind, Tokens.Caller caller, int status, String what) {
        counts.merge(new Alike(kind, caller, status), 1L, Long::sum);
        if (latest.size() == LATEST) {
            latest.removeFirst();
        }
        latest.addLast(status + " " + what + " (" + caller.words() + ")");
    }

    public synchronized Requests requests() {
        List<Requests.Tally> tallies = new ArrayList<>();
        counts.forEach(
                (alike, count) -> tallies.add(new Requests.Tally(alike.kind(), alike.caller(), alike.status(), count)));
        return new Requests(tallies, List.copyOf(latest));
    }

    public synchronized void reset() {
        counts.clear();
        latest.clear();
    }
}
