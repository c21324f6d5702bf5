package io.commitlake.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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

    /**
     * When the process is killed or stopped: at its n-th scheduling point, or before its n-th conditional put; 0 for never.
     */
    record Fate(int killAt, int stopAt, int stopAtPut, Duration stopFor) {
        static final Fate GOOD = new Fate(0, 0, 0, Duration.ZERO);
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
    private final Thread.Builder.OfVirtual builder;
    private final List<Runnable> held = new ArrayList<>();
    private final Set<Thread> sleepers = new LinkedHashSet<>();
    private final List<Runnable> whenKilled = new ArrayList<>();
    private State state = State.RUNNING;
    private int points;
    private int conditionalPuts;

    SimulatedProcess(String name, Scheduler scheduler, Fate fate) {
        this.name = name;
        this.scheduler = scheduler;
        this.fate = fate;
        this.builder = Scheduler.threads(continuation -> scheduler.submit(this, continuation));
    }

    String name() {
        return name;
    }

    /** The run whose task this is a process of. */
    String run() {
        return name.replaceFirst("-(plan|extract|merge|validate)\\b.*", "");
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
        points++;
        if (points == fate.killAt()) {
            kill();
        } else if (points == fate.stopAt()) {
            stop();
        }
    }

    /** Counts a conditional put, before which the process may stop with a version that it has read. */
    void reachConditionalPut() {
        conditionalPuts++;
        if (conditionalPuts == fate.stopAtPut()) {
            stop();
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
        scheduler.trace().add(scheduler.now(), name, () -> words + " at point " + points);
    }
}
