package io.commitlake.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

/**
 * A process of the simulation: threads that a kill ends between two instructions and a stop suspends, as SIGKILL,
 * SIGSTOP and SIGCONT do. Both happen at scheduling points, that is where a thread calls the store or GitHub.
 */
final class SimulatedProcess {
    /** Unwinds the threads of a killed process after its simulation, so that they release their memory and files. */
    static final class KilledError extends Error {
        KilledError() {
            super("killed", null, false, false);
        }
    }

    /** Where a process may meet its fate. */
    enum Place {
        /** Any scheduling point. */
        ANY,
        /** Before a conditional put, or a put of a file that other processes change too, with what the process has read. */
        CHANGE,
        /** Before or after a write: crashes between the same two writes leave the same store. */
        WRITE,
        /** Before or after a write of a kind that this simulation disturbs more than others. */
        CRITICAL_WRITE
    }

    /** The n-th time that a process is at such a place. */
    record Moment(Place place, int number) {
        static final Moment NEVER = new Moment(Place.ANY, 0);
    }

    /** When the process is killed or stopped. */
    record Fate(Moment kill, Moment stop, Duration stopFor) {
        static final Fate GOOD = new Fate(Moment.NEVER, Moment.NEVER, Duration.ZERO);
    }

    private enum State {
        RUNNING,
        STOPPED,
        KILLED,
        UNWINDING
    }

    private final String name;
    private final Scheduler scheduler;
    private final Fate fate;
    private final Runnable atFate;
    private final Thread.Builder.OfVirtual builder;
    private final List<Runnable> held = new ArrayList<>();
    private final Set<Thread> sleepers = new LinkedHashSet<>();
    private final List<Runnable> whenKilled = new ArrayList<>();
    private State state = State.RUNNING;
    private final Map<Place, Integer> visits = new EnumMap<>(Place.class);

    /**
     * A process that hasn't started.
     *
     * @param atFate called when the process is killed or stopped by its fate
     */
    SimulatedProcess(String name, Scheduler scheduler, Fate fate, Runnable atFate) {
        this.name = name;
        this.scheduler = scheduler;
        this.fate = fate;
        this.atFate = atFate;
        this.builder = Scheduler.threads(continuation -> scheduler.submit(this, continuation));
    }

    String name() {
        return name;
    }

    /** The run whose task this is a process of. */
    String run() {
        return name.replaceFirst("-(plan|extract|merge|validate|catalog)\\b.*", "");
    }

    ThreadFactory threads() {
        return builder.factory();
    }

    void start(Runnable main) {
        builder.start(main);
    }

    /** Sends SIGKILL from outside. */
    void kill() {
        if (state == State.RUNNING || state == State.STOPPED) {
            state = State.KILLED;
            log("SIGKILL");
            whenKilled.forEach(Runnable::run);
        }
    }

    /** Adds what the operating system does for a killed process. */
    void whenKilled(Runnable action) {
        whenKilled.add(action);
    }

    boolean isRunning() {
        return state == State.RUNNING;
    }

    Set<Thread> sleepers() {
        return sleepers;
    }

    /** Counts a scheduling point, and meets the process's fate there. */
    void reachPoint() {
        checkUnwinding();
        reach(Place.ANY);
    }

    /** Counts the moments before and after a write. */
    void reachWrite(boolean critical) {
        reach(Place.WRITE);
        if (critical) {
            reach(Place.CRITICAL_WRITE);
        }
    }

    /** Counts the visits of a place, and meets the process's fate there. */
    void reach(Place place) {
        int number = visits.merge(place, 1, Integer::sum);
        if (fate.kill().place() == place && fate.kill().number() == number) {
            kill();
            atFate.run();
        } else if (fate.stop().place() == place && fate.stop().number() == number) {
            stop();
            atFate.run();
        }
    }

    private void stop() {
        if (state == State.RUNNING) {
            state = State.STOPPED;
            log("SIGSTOP");
            scheduler.after(fate.stopFor(), this::resume);
        }
    }

    private void resume() {
        if (state == State.STOPPED) {
            log("SIGCONT");
            state = State.RUNNING;
            release();
        }
    }

    /** Keeps a thread of a process that doesn't run; returns whether it did. */
    boolean holds(Runnable continuation) {
        boolean holds = state == State.STOPPED || state == State.KILLED;
        if (holds) {
            held.add(continuation);
        }
        return holds;
    }

    /** Ends the threads of a process: from now on each scheduling point throws a {@link KilledError}. */
    void unwind() {
        state = State.UNWINDING;
        sleepers.forEach(LockSupport::unpark);
        release();
    }

    boolean isUnwinding() {
        return state == State.UNWINDING;
    }

    void checkUnwinding() {
        if (state == State.UNWINDING) {
            throw new KilledError();
        }
    }

    private void release() {
        List<Runnable> waiting = List.copyOf(held);
        held.clear();
        waiting.forEach(continuation -> scheduler.submit(this, continuation));
    }

    private void log(String words) {
        scheduler.trace().add(scheduler.now(), name, () -> words + " at point " + visits.getOrDefault(Place.ANY, 0));
    }
}
