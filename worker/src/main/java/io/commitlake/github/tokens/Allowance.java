package io.commitlake.github.tokens;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What one token may still ask of one resource. Before the first reading of a window it may ask once, and learns from
 * the answer; from then on what is on its way counts as spent. Not safe for threads: {@link Turns} holds the lock.
 */
final class Allowance {
    /** Answers of one window agree on its end but for rounding. */
    private static final Duration SAME_WINDOW = Duration.ofSeconds(5);

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Resource resource;
    private final Deque<Instant> begunLately = new ArrayDeque<>();
    private @Nullable Budget budget;
    private int onTheirWay;
    private long begun;

    Allowance(Resource resource) {
        this.resource = resource;
    }

    long begun() {
        return begun;
    }

    /** The last reading, also of a window that is over. */
    Optional<Budget> lastRead() {
        return Optional.ofNullable(budget);
    }

    /** How many more requests may be begun; a window without a reading counts as full. */
    long left(Instant now) {
        Budget read = current(now);
        return read == null ? Integer.MAX_VALUE - onTheirWay : (long) read.remaining() - onTheirWay;
    }

    /** What the window has left now, full where it is over; empty before the first reading. */
    OptionalLong known(Instant now) {
        Budget read = budget;
        return read == null
                ? OptionalLong.empty()
                : OptionalLong.of(now.isBefore(read.reset()) ? Math.max(0, left(now)) : read.limit());
    }

    /** Whether one may be begun as soon as one that is on its way has its answer. */
    boolean busy(Instant now, int atOnce) {
        if (onTheirWay == 0) {
            return false;
        }
        Budget read = current(now);
        boolean reading = resource.hasBudget() && read == null;
        return reading || onTheirWay >= atOnce || (read != null && read.remaining() > 0 && left(now) <= 0);
    }

    /** Whether the window has nothing left. */
    boolean spent(Instant now) {
        Budget read = current(now);
        return read != null && read.remaining() == 0;
    }

    /** From when on one may be begun, as far as time alone decides; not after {@code now} if at once. */
    Instant freeAt(Instant now) {
        Budget read = current(now);
        Instant budgeted = read != null && spent(now) ? read.reset() : now;
        forget(now);
        Instant paced = begunLately.size() < resource.aMinute()
                ? now
                : begunLately.getFirst().plus(MINUTE);
        return budgeted.isAfter(paced) ? budgeted : paced;
    }

    void begin(Instant now) {
        forget(now);
        begunLately.addLast(now);
        onTheirWay++;
        begun++;
    }

    /** One has ended; where its answer said no budget, it counts as one less. */
    void end(boolean read, Instant now) {
        onTheirWay--;
        Budget known = current(now);
        if (!read && known != null && known.remaining() > 0) {
            budget = new Budget(known.limit(), known.remaining() - 1, known.reset());
        }
    }

    /** Answers may arrive in another order than they were given: within a window the lowest holds. */
    void read(Budget seen, Instant now) {
        Budget known = current(now);
        if (known == null || seen.reset().isAfter(known.reset().plus(SAME_WINDOW))) {
            budget = seen;
        } else if (!seen.reset().isBefore(known.reset().minus(SAME_WINDOW))) {
            Instant reset = seen.reset().isAfter(known.reset()) ? seen.reset() : known.reset();
            budget = new Budget(seen.limit(), Math.min(known.remaining(), seen.remaining()), reset);
        }
    }

    private @Nullable Budget current(Instant now) {
        return budget != null && now.isBefore(budget.reset()) ? budget : null;
    }

    private void forget(Instant now) {
        while (!begunLately.isEmpty() && !now.isBefore(begunLately.getFirst().plus(MINUTE))) {
            begunLately.removeFirst();
        }
    }
}
