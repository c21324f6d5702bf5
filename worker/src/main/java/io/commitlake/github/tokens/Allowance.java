package io.commitlake.github.tokens;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One token's allowance for one resource. Until the first response of a window reports the budget, only one request
 * runs at a time; after that, running requests count as spent. Not thread-safe: {@link TokenQueue} holds the lock.
 */
final class Allowance {
    /** Responses of one window report the same reset time, except for rounding. */
    private static final Duration SAME_WINDOW = Duration.ofSeconds(5);

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Resource resource;
    private final Deque<Instant> startedLastMinute = new ArrayDeque<>();
    private @Nullable Budget budget;
    private int running;
    private long started;

    Allowance(Resource resource) {
        this.resource = resource;
    }

    long started() {
        return started;
    }

    /** The budget that a response last reported, even if its window has ended. */
    Optional<Budget> lastBudget() {
        return Optional.ofNullable(budget);
    }

    /** The number of requests that may still start; a window with no reported budget has no limit. */
    long remaining(Instant now) {
        Budget current = current(now);
        return current == null ? Integer.MAX_VALUE - running : (long) current.remaining() - running;
    }

    /** The requests left in the last reported window, or its limit if it has ended; empty if none was reported. */
    OptionalLong lastRemaining(Instant now) {
        Budget last = budget;
        return last == null
                ? OptionalLong.empty()
                : OptionalLong.of(now.isBefore(last.reset()) ? Math.max(0, remaining(now)) : last.limit());
    }

    /** Whether the next request has to wait for a running one to finish. */
    boolean isBusy(Instant now, int maxConcurrent) {
        if (running == 0) {
            return false;
        }
        Budget current = current(now);
        boolean awaitsBudget = resource.hasBudget() && current == null;
        return awaitsBudget
                || running >= maxConcurrent
                || (current != null && current.remaining() > 0 && remaining(now) <= 0);
    }

    /** Whether the current window's budget is used up. */
    boolean isSpent(Instant now) {
        Budget current = current(now);
        return current != null && current.remaining() == 0;
    }

    /** The earliest time that the budget and the pace allow the next request; at most {@code now} if it may start. */
    Instant freeAt(Instant now) {
        Budget current = current(now);
        Instant budgeted = current != null && isSpent(now) ? current.reset() : now;
        dropOld(now);
        Instant paced = startedLastMinute.size() < resource.maxPerMinute()
                ? now
                : startedLastMinute.getFirst().plus(MINUTE);
        return budgeted.isAfter(paced) ? budgeted : paced;
    }

    void begin(Instant now) {
        dropOld(now);
        startedLastMinute.addLast(now);
        running++;
        started++;
    }

    /** Records the end of a request; it costs one request if its response reported no budget. */
    void end(boolean reported, Instant now) {
        running--;
        Budget current = current(now);
        if (!reported && current != null && current.remaining() > 0) {
            budget = new Budget(current.limit(), current.remaining() - 1, current.reset());
        }
    }

    /** Records a reported budget. Responses may arrive out of order, so the lowest value of a window counts. */
    void report(Budget reported, Instant now) {
        Budget current = current(now);
        if (current == null || reported.reset().isAfter(current.reset().plus(SAME_WINDOW))) {
            budget = reported;
        } else if (!reported.reset().isBefore(current.reset().minus(SAME_WINDOW))) {
            Instant reset = reported.reset().isAfter(current.reset()) ? reported.reset() : current.reset();
            budget = new Budget(reported.limit(), Math.min(current.remaining(), reported.remaining()), reset);
        }
    }

    private @Nullable Budget current(Instant now) {
        return budget != null && now.isBefore(budget.reset()) ? budget : null;
    }

    private void dropOld(Instant now) {
        while (!startedLastMinute.isEmpty()
                && !now.isBefore(startedLastMinute.getFirst().plus(MINUTE))) {
            startedLastMinute.removeFirst();
        }
    }
}
