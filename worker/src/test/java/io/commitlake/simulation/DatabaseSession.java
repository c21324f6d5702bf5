package io.commitlake.simulation;

import io.commitlake.simulation.postgres.PostgresInVirtualTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a simulated process to the database. Each statement has two scheduling points, before it is sent and
 * while it is on its way. The server does it at once, on the simulation's own thread, because a real wait would resume a
 * simulated thread out of turn. A statement takes effect even if its process is killed meanwhile.
 */
final class DatabaseSession {
    /** The work of the server for a statement. */
    interface Effect<T> {
        T on() throws SQLException;
    }

    private static final String LOST_CONNECTION = "08006";
    private static final String SHUTDOWN = "57P01";
    private static final String DEADLOCK = "40P01";
    private static final String LOCKED = "55P03";

    private final SimulatedDatabase database;
    private final Scheduler scheduler;
    private final Faults faults;
    private final String owner;
    private final Connection connection;
    private Duration longestIdle = Duration.ZERO;
    private int arrivals;
    private boolean onItsWay;
    private boolean waitsForLock;
    private boolean left;
    private boolean ended;

    DatabaseSession(
            SimulatedDatabase database, Scheduler scheduler, Faults faults, String owner, Connection connection) {
        this.database = database;
        this.scheduler = scheduler;
        this.faults = faults;
        this.owner = owner;
        this.connection = connection;
    }

    /** The server's answer, once it has one. */
    private static final class Answer<T> {
        private @Nullable T value;
        private @Nullable SQLException failure;
        private boolean given;

        void take(Effect<T> effect) {
            given = true;
            try {
                value = effect.on();
            } catch (SQLException failed) {
                failure = failed;
            }
        }

        boolean isLocked() {
            return failure != null && LOCKED.equals(failure.getSQLState());
        }
    }

    /** The real connection, for calls that don't reach the server. */
    Connection connection() throws SQLException {
        if (left || ended) {
            throw new SQLException("simulated: the connection is closed", "08003");
        }
        return connection;
    }

    /** Sends a statement, and waits for its answer. */
    <T> T call(Supplier<String> words, boolean changes, Effect<T> effect) throws SQLException {
        connection();
        String request = words.get();
        if (changes) {
            Objects.requireNonNull(scheduler.running()).reach(SimulatedProcess.Place.CHANGE);
            reachWrite(request);
        }
        Faults.Wire fault = faults.wire(request, changes);
        scheduler.sleep(faults.delay(request));
        connection();
        Answer<T> answer = new Answer<>();
        Duration there = fault == Faults.Wire.LATE ? faults.late() : faults.delay(request);
        onItsWay = true;
        scheduler.after(there, () -> arrive(words, changes, fault, effect, answer));
        if (changes) {
            reachWrite(request);
        }
        boolean timesOut = fault == Faults.Wire.LOST || fault == Faults.Wire.LATE;
        scheduler.sleep(timesOut ? Faults.TIMEOUT : there.plus(faults.delay(request)));
        // A lock may take as long as the answer to any other statement.
        for (Duration waited = there; !answer.given && !timesOut; waited = waited.plusSeconds(1)) {
            timesOut = waited.compareTo(Faults.TIMEOUT) > 0;
            scheduler.sleep(Duration.ofSeconds(1));
        }
        if (timesOut) {
            leave();
            throw new SQLException("simulated: read timed out", LOST_CONNECTION);
        }
        if (answer.failure != null) {
            throw answer.failure;
        }
        return Objects.requireNonNull(answer.value);
    }

    private void reachWrite(String request) {
        Objects.requireNonNull(scheduler.running()).reachWrite(faults.isCritical(request));
    }

    private <T> void arrive(
            Supplier<String> words, boolean changes, Faults.Wire fault, Effect<T> effect, Answer<T> answer) {
        if (ended) {
            answer.take(() -> {
                throw new SQLException("simulated: the server stopped", SHUTDOWN);
            });
            return;
        }
        switch (fault) {
            case GOOD, LOST, LATE -> answer.take(effect(effect));
            case FALSE_ERROR ->
                answer.take(() -> {
                    effect(effect).on();
                    left = true;
                    throw new SQLException("simulated: connection reset", LOST_CONNECTION);
                });
            case UNSENT ->
                answer.take(() -> {
                    left = true;
                    throw new SQLException("simulated: connection reset", LOST_CONNECTION);
                });
            case CONFLICT ->
                answer.take(() -> {
                    throw new SQLException("simulated: deadlock", DEADLOCK);
                });
            case REFUSED -> {
                database.restart();
                arrive(words, changes, fault, effect, answer);
                return;
            }
        }
        scheduler.trace().add(scheduler.now(), owner, () -> words.get() + outcome(fault, answer));
        waitsForLock = answer.isLocked() && !left;
        if (answer.isLocked()) {
            answer.given = false;
            undo();
            if (waitsForLock) {
                scheduler.after(Duration.ofSeconds(1), () -> arrive(words, changes, Faults.Wire.GOOD, effect, answer));
                return;
            }
        }
        onItsWay = false;
        if (left || fault == Faults.Wire.LOST) {
            end();
        }
        if (changes) {
            database.observe();
        }
        if (!longestIdle.isZero()) {
            int arrival = ++arrivals;
            scheduler.after(longestIdle, () -> {
                // A statement on its way doesn't help; one that waits for a lock does.
                if (arrival == arrivals && !waitsForLock && !longestIdle.isZero()) {
                    end();
                }
            });
        }
    }

    /** From now on the server ends the connection if no statement comes for this time; zero for never. */
    void endWhenIdleFor(Duration time) {
        longestIdle = time;
    }

    private <T> Effect<T> effect(Effect<T> effect) {
        return () -> {
            PostgresInVirtualTime.setTime(connection, scheduler.now());
            return effect.on();
        };
    }

    private static String outcome(Faults.Wire fault, Answer<?> answer) {
        String value = answer.value instanceof Integer count ? " " + count : "";
        return value
                + (answer.failure == null ? "" : " " + answer.failure.getMessage())
                + (fault == Faults.Wire.GOOD ? "" : " " + fault);
    }

    private void undo() {
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** The process closes the connection, or dies: the server finishes what it has received, and undoes the rest. */
    void leave() {
        boolean first = !left;
        left = true;
        if (first && !onItsWay && !ended) {
            // Not on the process's own thread.
            scheduler.after(Duration.ZERO, this::end);
        }
    }

    /** The server ends the connection. */
    void end() {
        if (!ended) {
            ended = true;
            database.ended(this, connection);
        }
    }
}
