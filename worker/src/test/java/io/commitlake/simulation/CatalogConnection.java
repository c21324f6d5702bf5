package io.commitlake.simulation;

import io.commitlake.simulation.catalog.Wire;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A simulated process's connection to the catalog's database. Each statement has two scheduling points, before it is sent
 * and while it is on its way. Once sent it takes effect even if the process is killed.
 */
record CatalogConnection(Scheduler scheduler, Faults faults, String owner) implements Wire {
    private static final String LOST_CONNECTION = "08006";
    private static final String SHUTDOWN = "57P01";
    private static final String DEADLOCK = "40P01";

    /** The server's answer, once it has one. */
    private static final class Answer<T> {
        private @Nullable T value;
        private @Nullable SQLException failure;

        void take(Effect<T> effect) {
            try {
                value = effect.on();
            } catch (SQLException failed) {
                failure = failed;
            }
        }

        T get() throws SQLException {
            if (failure != null) {
                throw failure;
            }
            return Objects.requireNonNull(value);
        }
    }

    @Override
    public <T> T send(String words, boolean changes, Effect<T> effect) throws SQLException {
        SimulatedProcess process = Objects.requireNonNull(scheduler.running());
        if (changes) {
            process.reach(SimulatedProcess.Place.CHANGE);
            process.reachWrite(faults.isCritical(words));
        }
        Faults.Wire fault = faults.wire(words, changes);
        scheduler.sleep(faults.delay(words));
        Answer<T> answer = new Answer<>();
        Duration there = fault == Faults.Wire.LATE ? faults.late() : faults.delay(words);
        scheduler.after(there, () -> {
            if (fault.takesEffect()) {
                answer.take(effect);
            }
            scheduler.trace().add(scheduler.now(), owner, () -> words + outcome(answer, fault));
        });
        if (changes) {
            process.reachWrite(faults.isCritical(words));
        }
        boolean timesOut = fault == Faults.Wire.LOST || fault == Faults.Wire.LATE;
        scheduler.sleep(timesOut ? Faults.TIMEOUT : there.plus(faults.delay(words)));
        return switch (fault) {
            case GOOD -> answer.get();
            case LOST, LATE -> throw new SQLException("simulated: read timed out", LOST_CONNECTION);
            case UNSENT, FALSE_ERROR -> throw new SQLException("simulated: connection reset", LOST_CONNECTION);
            case REFUSED -> throw new SQLException("simulated: the server stopped", SHUTDOWN);
            case CONFLICT -> throw new SQLException("simulated: deadlock", DEADLOCK);
        };
    }

    private static String outcome(Answer<?> answer, Faults.Wire fault) {
        return (answer.value instanceof Integer count ? " " + count : "")
                + (answer.failure == null ? "" : " " + answer.failure.getMessage())
                + (fault == Faults.Wire.GOOD ? "" : " " + fault);
    }

    @Override
    public void sleep(Duration time) {
        scheduler.sleep(time);
    }
}
