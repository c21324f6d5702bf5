package io.commitlake.github.tokens;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** GitHub's side of the rate limits, as documented: it counts the requests of each token on a virtual clock. */
final class ServedTokens {
    /**
     * A response.
     *
     * @param limited whether the budget was used up, so that the request was refused
     * @param secondary the secondary limit, if the request met one: the rest in seconds, or empty if it gives none
     */
    record Response(Budget budget, boolean limited, Optional<OptionalInt> secondary) {}

    private static final class Window {
        private final int limit;
        private int spent;
        private Instant reset;
        private Instant restsUntil = Instant.MIN;

        Window(int limit, int spent, Instant reset) {
            this.limit = limit;
            this.spent = spent;
            this.reset = reset;
        }
    }

    private final Duration windowLength;
    private final List<Window> windows = new ArrayList<>();

    ServedTokens(Duration windowLength) {
        this.windowLength = windowLength;
    }

    /** Adds a token whose first window ends at {@code reset}; other clients have spent part of its budget. */
    void add(int limit, int spentBefore, Instant reset) {
        windows.add(new Window(limit, spentBefore, reset));
    }

    /** Answers a request that arrives now. */
    Response request(int token, Instant now, Optional<OptionalInt> secondary) {
        Window window = current(token, now);
        if (secondary.isPresent()) {
            window.restsUntil = now.plusSeconds(secondary.get().orElse(60));
            return new Response(budget(window), false, secondary);
        }
        boolean limited = window.spent >= window.limit;
        window.spent += limited ? 0 : 1;
        return new Response(budget(window), limited, Optional.empty());
    }

    int remaining(int token, Instant now) {
        Window window = current(token, now);
        return window.limit - window.spent;
    }

    boolean rests(int token, Instant now) {
        return now.isBefore(windows.get(token - 1).restsUntil);
    }

    private static Budget budget(Window window) {
        return new Budget(window.limit, window.limit - window.spent, window.reset);
    }

    /** The current window; a new one starts with the first request after the old one's end. */
    private Window current(int token, Instant now) {
        Window window = windows.get(token - 1);
        if (!now.isBefore(window.reset)) {
            window.spent = 0;
            window.reset = now.plus(windowLength);
        }
        return window;
    }
}
