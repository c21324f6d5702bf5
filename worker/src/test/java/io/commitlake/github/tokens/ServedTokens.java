package io.commitlake.github.tokens;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** GitHub's own book of what tokens have spent, by its documentation, for a clock that tests move. */
final class ServedTokens {
    /**
     * An answer.
     *
     * @param limited whether the budget was spent, so that nothing was given
     * @param secondary until when the token is to rest, or empty; negative where it doesn't say
     */
    record Given(Budget budget, boolean limited, Optional<OptionalInt> secondary) {}

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

    private final Duration length;
    private final List<Window> windows = new ArrayList<>();

    ServedTokens(Duration length) {
        this.length = length;
    }

    /** Adds a token of which others spent some before, in a window that ends then. */
    void add(int limit, int spentBefore, Instant reset) {
        windows.add(new Window(limit, spentBefore, reset));
    }

    /** A request that arrives now. */
    Given ask(int token, Instant now, Optional<OptionalInt> secondary) {
        Window window = current(token, now);
        if (secondary.isPresent()) {
            window.restsUntil = now.plusSeconds(secondary.get().orElse(60));
            return new Given(budget(window), false, secondary);
        }
        boolean limited = window.spent >= window.limit;
        window.spent += limited ? 0 : 1;
        return new Given(budget(window), limited, Optional.empty());
    }

    int left(int token, Instant now) {
        Window window = current(token, now);
        return window.limit - window.spent;
    }

    boolean rests(int token, Instant now) {
        return now.isBefore(windows.get(token - 1).restsUntil);
    }

    private static Budget budget(Window window) {
        return new Budget(window.limit, window.limit - window.spent, window.reset);
    }

    /** A window begins with the first request after the last one's end. */
    private Window current(int token, Instant now) {
        Window window = windows.get(token - 1);
        if (!now.isBefore(window.reset)) {
            window.spent = 0;
            window.reset = now.plus(length);
        }
        return window;
    }
}
