package io.commitlake.simulation.catalog;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;

/**
 * Sends statements as Iceberg's pool of connections does ({@code ClientPoolImpl} and {@code JdbcClientPool}): if the
 * connection breaks, it sends the statement once more over a new one, although the first one may have taken effect.
 */
final class Statements {
    /** The codes that Iceberg takes for a broken connection. */
    private static final Set<String> CONNECTION_LOST = Set.of("08000", "08003", "08006", "08007", "40001");

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Wire wire;

    Statements(Wire wire) {
        this.wire = wire;
    }

    <T> T query(String words, Wire.Effect<T> effect) throws SQLException {
        return run(words, false, effect);
    }

    int update(String words, Wire.Effect<Integer> effect) throws SQLException {
        return run(words, true, effect);
    }

    private <T> T run(String words, boolean changes, Wire.Effect<T> effect) throws SQLException {
        try {
            return wire.send(words, changes, effect);
        } catch (SQLException first) {
            if (!isConnectionLost(first)) {
                throw first;
            }
            try {
                return wire.send(words, changes, effect);
            } catch (SQLException second) {
                if (isConnectionLost(second)) {
                    wire.sleep(PAUSE);
                }
                throw first;
            }
        }
    }

    private static boolean isConnectionLost(SQLException failed) {
        return CONNECTION_LOST.contains(failed.getSQLState());
    }
}
