package io.commitlake.simulation;

import io.commitlake.simulation.SimulatedProcess.Moment;
import io.commitlake.simulation.SimulatedProcess.Place;
import io.commitlake.storage.Layout;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Draws the faults and delays of one simulation from its seed. Each simulation has its own rates, some of them zero, and
 * its own kinds of requests that it disturbs more than others. So some simulations have few faults but many of one kind,
 * which would hide behind each other if every simulation had all of them ("swarm testing").
 */
final class Faults {
    /** What a simulation has more of than others, because its parts seldom come together by chance. */
    enum Subject {
        /**
         * Processes mostly die just before or after they settle an export, and branches are mostly rewritten. So many
         * exports are given up when their files are in the store already.
         */
        GIVEN_UP,
        /**
         * Many repositories are enrolled at about the same time, while processes stop before and after they add rows or
         * assign files.
         */
        CROWDED,
        /** All of it, as the rates say. */
        ANY
    }

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
        CONFLICT;

        /** Whether the server does what it is asked. */
        boolean takesEffect() {
            return switch (this) {
                case GOOD, FALSE_ERROR, LOST, LATE -> true;
                case UNSENT, REFUSED, CONFLICT -> false;
            };
        }
    }

    static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int MOST_TRIES = 5;
    /** One simulation in so many has each of the two subjects. */
    private static final int SUBJECT_ONE_OF = 10;
    /** Up to how many moments before and after writes a process lives. Some commands write little. */
    private static final List<Integer> WRITES = List.of(6, 24, 60);

    private final Random random;
    private final double wireRate;
    private final List<Wire> wireFaults;
    private final RequestKinds broken;
    private final double brokenRate;
    private final RequestKinds slow;
    private final RequestKinds critical;
    private final double criticalRate;
    private final Subject subject;
    private final double killRate;
    private final double stopRate;
    private final double twinRate;
    private final int tries;
    private final double longDelayRate;
    private final Optional<Duration> steadyDelay;
    private final double calmRate;
    private boolean calm;
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
        int drawn = steadyDelay.isPresent() ? SUBJECT_ONE_OF : random.nextInt(SUBJECT_ONE_OF);
        this.subject = drawn == 0 ? Subject.GIVEN_UP : drawn == 1 ? Subject.CROWDED : Subject.ANY;
        boolean givesUp = subject == Subject.GIVEN_UP;
        boolean crowded = subject == Subject.CROWDED;
        this.wireRate = subject != Subject.ANY ? 0 : pick(0, 0.01, 0.05, 0.15);
        this.wireFaults = wireFaults();
        this.broken = new RequestKinds(random, subject != Subject.ANY ? 0 : pick(0, 0.1, 0.3));
        this.brokenRate = pick(0.3, 0.6, 0.9);
        this.slow = new RequestKinds(random, pick(0, 0, 0, 0.15));
        this.critical = switch (subject) {
            case GIVEN_UP -> RequestKinds.of(random, "outcomes");
            case CROWDED -> RequestKinds.of(random, Layout.REPOSITORIES, "tracked");
            case ANY -> new RequestKinds(random, pick(0, 0.15, 0.4));
        };
        this.criticalRate = givesUp ? 1 : crowded ? 0.8 : 0.4;
        this.killRate = givesUp ? 0.8 : crowded ? 0.1 : pick(0, 0.2, 0.5, 0.9);
        this.stopRate = givesUp ? 0 : crowded ? 0.5 : pick(0, 0.2, 0.5);
        this.twinRate = givesUp ? 0 : pick(0, 0.1, 0.4);
        this.tries = subject != Subject.ANY
                ? MOST_TRIES
                : List.of(1, 1, 2, MOST_TRIES).get(random.nextInt(4));
        this.longDelayRate = pick(0, 0.01, 0.05);
        this.calmRate = givesUp ? 0 : pick(0, 0, 0.4);
    }

    private double pick(double... rates) {
        return rates[random.nextInt(rates.length)];
    }

    /** Half of the simulations have all faults of the wire, the others some. */
    private List<Wire> wireFaults() {
        List<Wire> all = List.copyOf(EnumSet.complementOf(EnumSet.of(Wire.GOOD)));
        double share = pick(1, 1, 0.5, 0.2);
        List<Wire> some = all.stream().filter(fault -> chance(share)).toList();
        return some.isEmpty() ? all : some;
    }

    Subject subject() {
        return subject;
    }

    /** From now on nothing fails. */
    void end() {
        over = true;
    }

    /** A calm time without faults begins, or a time with faults. So exports complete even if most processes are killed. */
    void turn() {
        calm = chance(calmRate);
    }

    private boolean isQuiet() {
        return over || calm;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    int upTo(int most) {
        return 1 + random.nextInt(most);
    }

    /** The fate of a request to the store or GitHub. */
    Wire wire(String request, boolean conditionalPut) {
        if (isQuiet() || !chance(broken.contains(request) ? brokenRate : wireRate)) {
            return Wire.GOOD;
        }
        Wire drawn = wireFaults.get(random.nextInt(wireFaults.size()));
        return drawn == Wire.CONFLICT && !conditionalPut ? Wire.REFUSED : drawn;
    }

    /** Whether processes are killed and stopped before and after this write more than elsewhere. */
    boolean isCritical(String write) {
        return !over && critical.contains(write);
    }

    /** The time that a message takes: mostly milliseconds, seldom up to a minute. */
    Duration delay() {
        return delay(longDelayRate);
    }

    /** The time that a message of a request takes. */
    Duration delay(String request) {
        return delay(!isQuiet() && slow.contains(request) ? 0.5 : longDelayRate);
    }

    private Duration delay(double longRate) {
        if (steadyDelay.isPresent()) {
            return steadyDelay.get();
        }
        return !isQuiet() && chance(longRate)
                ? Duration.ofMillis(upTo(60_000))
                : Duration.ofMillis(upTo(chance(0.5) ? 5 : 200));
    }

    /** The time after which a late request still takes effect. */
    Duration late() {
        return TIMEOUT.plusMillis(upTo(chance(0.5) ? 10_000 : 1_200_000));
    }

    /** Whether Airflow starts a task twice. */
    boolean twin() {
        return !isQuiet() && chance(twinRate);
    }

    /** Whether no faults come any more. */
    boolean isOver() {
        return over;
    }

    /** How often Airflow tries a task. With few tries, runs leave unfinished exports to later ones. */
    int tries() {
        return over ? MOST_TRIES : tries;
    }

    SimulatedProcess.Fate fate() {
        if (isQuiet()) {
            return SimulatedProcess.Fate.GOOD;
        }
        return new SimulatedProcess.Fate(
                chance(killRate) ? moment() : Moment.NEVER, chance(stopRate) ? moment() : Moment.NEVER, stopFor());
    }

    private Moment moment() {
        if (!critical.isEmpty() && chance(criticalRate)) {
            return new Moment(Place.CRITICAL_WRITE, upTo(subject == Subject.GIVEN_UP ? 2 : 4));
        }
        return switch (random.nextInt(5)) {
            case 0, 1, 2 -> new Moment(Place.WRITE, upTo(WRITES.get(random.nextInt(WRITES.size()))));
            case 3 -> new Moment(Place.CHANGE, upTo(8));
            default -> new Moment(Place.ANY, upTo(chance(0.5) ? 40 : 120));
        };
    }

    /**
     * A process that sleeps for more than a day after its claim became void may leave files, which validate names. One that
     * sleeps for a minute or two wakes up beside its successor.
     */
    private Duration stopFor() {
        return switch (random.nextInt(4)) {
            case 0 -> Duration.ofSeconds(upTo(120));
            case 1 -> Duration.ofSeconds(upTo(900));
            default -> Duration.ofMinutes(upTo(20 * 60));
        };
    }
}
