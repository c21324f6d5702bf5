package io.commitlake.simulation.catalog;

import java.sql.SQLException;
import java.time.Duration;

/** A process's connection to the catalog's database. */
public interface Wire {
    /** The work of the server for a statement. */
    interface Effect<T> {
        T on() throws SQLException;
    }

    /**
     * Sends a statement, and waits for its answer.
     *
     * @param words the statement in the trace
     * @param changes whether it changes a row
     * @throws SQLException if the statement fails, or if its answer is lost: then it may have taken effect, or may still
     */
    <T> T send(String words, boolean changes, Effect<T> effect) throws SQLException;

    /** Lets virtual time pass. */
    void sleep(Duration time);
}
