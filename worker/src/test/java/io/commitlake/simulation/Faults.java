package io.commitlake.simulation;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/** Draws the faults and delays of one simulation from its seed. Each simulation has its own rates, some of them zero. */
final class Faults {
    /** The fates of a request. */
    enum Wire {
        /** It succeeds. */
        GOOD,
        /** The connection breaks before the request arrives. */
        UNSENT,
        /** The server answers 500 or 503 and does nothing. */
        REFUSED,
        /** The server does what it is asked, but answers 500. */
        FALSE_ERROR,
        /** The server does what it is asked, but the answer never arrives. */
        LOST,
        /** The caller times out, and the server does what it is asked later than that. */
        LATE,
        /** The server meets another conditional put and answers 409. */
        CONFLICT
    }

    static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Random random;
    private final double wireRate;
    private final double killRate;
    private final double stopRate;
    private final double twinRate;
    private final double longDelayRate;
    private final Optional<Duration> steadyDelay;
    private boolean over;

    Faults(Random random) {
        this(random, Optional.empty());
    }

    /** Nothing fails, and every message takes the same time. */
    static Faults none(Random random, Duration delay) {
        Faults none = new Faults(random, Optional.of(delay));
        none.end();
        return none;
    }

    private Faults(Random random, Optional<Duration> steadyDelay) {
        this.random = random;
        this.steadyDelay = steadyDelay;
        this.wireRate = pick(0, 0.01, 0.05, 0.15);
        this.killRate = pick(0, 0.1, 0.4);
        this.stopRate = pick(0, 0.2, 0.5);
        this.twinRate = pick(0, 0.1, 0.4);
        this.longDelayRate = pick(0, 0.01, 0.05);
    }

    private double pick(double... rates) {
        return rates[random.nextInt(rates.length)];
    }

    /** From now on nothing fails. */
    void end() {
        over = true;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    int upTo(int most) {
        return 1 + random.nextInt(most);
    }

    Wire wire(boolean conditionalPut) {
        if (over || !chance(wireRate)) {
            return Wire.GOOD;
        }
        Wire[] all = Wire.values();
        Wire drawn = all[1 + random.nextInt(all.length - 1)];
        return drawn == Wire.CONFLICT && !conditionalPut ? Wire.REFUSED : drawn;
    }

    /** The time that a message takes: mostly milliseconds, seldom up to a minute. */
    Duration delay() {
        if (steadyDelay.isPresent()) {
            return steadyDelay.get();
        }
        return !over && chance(longDelayRate)
                ? Duration.ofMillis(upTo(60_000))
                : Duration.ofMillis(upTo(chance(0.5) ? 5 : 200));
    }

    /** The time after which a late request still takes effect. */
    Duration late() {
        return TIMEOUT.plusMillis(upTo(chance(0.5) ? 10_000 : 1_200_000));
    }

    /** Whether Airflow starts a task twice. */
    boolean twin() {
        return !over && chance(twinRate);
    }

    SimulatedProcess.Fate fate() {
        if (over) {
            return SimulatedProcess.Fate.GOOD;
        }
        int killAt = chance(killRate) ? point() : 0;
        boolean stops = chance(stopRate);
        boolean atPut = stops && chance(0.5);
        // A process that sleeps for more than a day after its claim became void may leave files, which validate names.
        Duration stopFor = chance(0.5) ? Duration.ofSeconds(upTo(900)) : Duration.ofMinutes(upTo(20 * 60));
        return new SimulatedProcess.Fate(killAt, stops && !atPut ? point() : 0, atPut ? upTo(10) : 0, stopFor);
    }

    private int point() {
        return upTo(chance(0.5) ? 40 : 120);
    }
}
