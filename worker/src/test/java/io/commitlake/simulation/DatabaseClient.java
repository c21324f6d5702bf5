package io.commitlake.simulation;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * The connections of one simulated process, whose calls that reach the server go through the simulation. Not simulated:
 * the pool, so each piece of work gets a connection of its own, without a wait.
 */
final class DatabaseClient {
    private static final String UUID = "'[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'::uuid";
    private static final String IDLE = "SET LOCAL idle_in_transaction_session_timeout = ";
    private static final String LOCK = "LOCK TABLE";
    /** The length of a statement in the trace. */
    private static final int SHOWN = 160;

    private final SimulatedDatabase database;
    private final SimulatedProcess process;

    DatabaseClient(SimulatedDatabase database, SimulatedProcess process) {
        this.database = database;
        this.process = process;
    }

    DataSource source() {
        return proxy(DataSource.class, (_, method, _) -> {
            if (method.getName().equals("getConnection")) {
                return connection(database.connect(process));
            }
            throw new UnsupportedOperationException(method.toString());
        });
    }

    private Connection connection(DatabaseSession session) {
        return proxy(Connection.class, (_, method, arguments) -> switch (method.getName()) {
            case "prepareStatement" -> {
                String sql = (String) arguments[0];
                if (sql.startsWith(IDLE)) {
                    session.endWhenIdleFor(
                            Duration.parse(sql.substring(IDLE.length()).replaceAll("'(\\d+)s'", "PT$1S")));
                }
                // The server must neither wait for a lock nor end an idle session, which depend on real time; the
                // session
                // does both in virtual time.
                String sent = sql.startsWith(LOCK) ? sql + " NOWAIT" : sql.startsWith(IDLE) ? IDLE + "0" : sql;
                PreparedStatement statement = session.connection().prepareStatement(sent);
                yield statement(PreparedStatement.class, session, statement);
            }
            case "createStatement" ->
                statement(Statement.class, session, session.connection().createStatement());
            case "createArrayOf", "setAutoCommit" -> invoke(session.connection(), method, arguments);
            case "commit" -> {
                Connection real = session.connection();
                yield session.call(() -> "COMMIT", true, () -> {
                    real.commit();
                    session.endWhenIdleFor(Duration.ZERO);
                    return true;
                });
            }
            case "close" -> {
                session.leave();
                yield null;
            }
            default -> throw new UnsupportedOperationException(method.toString());
        });
    }

    private static <S extends Statement> S statement(Class<S> type, DatabaseSession session, S real) {
        return proxy(type, (_, method, arguments) -> switch (method.getName()) {
            case "executeQuery" ->
                session.call(() -> words(real, arguments), false, () -> (ResultSet) invoke(real, method, arguments));
            case "executeUpdate" ->
                session.call(() -> words(real, arguments), true, () -> (Integer) invoke(real, method, arguments));
            default -> {
                if (method.getName().startsWith("execute")) {
                    throw new UnsupportedOperationException(method.toString());
                }
                yield invoke(real, method, arguments);
            }
        });
    }

    private static String words(Statement statement, Object[] arguments) {
        String sql = arguments == null ? statement.toString() : (String) arguments[0];
        // The ID of a ledger's new home is really random.
        String line = sql.strip().replaceAll("\\s+", " ").replaceAll(UUID, "'...'::uuid");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(DatabaseClient.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object invoke(Object real, Method method, Object[] arguments) throws SQLException {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException failed) {
            switch (Objects.requireNonNull(failed.getCause())) {
                case SQLException refused -> throw refused;
                case RuntimeException bug -> throw bug;
                default -> throw new IllegalStateException(failed);
            }
        } catch (IllegalAccessException closed) {
            throw new IllegalStateException(closed);
        }
    }
}
