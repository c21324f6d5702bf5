package io.commitlake.ledger.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.secret.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to the ledger's database. Repeats work that failed because the server or the connection was down; the
 * first try may have taken effect, so work must have the same effect when it is repeated.
 */
final class Database implements AutoCloseable {
    /** Work with a connection that commits each statement. */
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    /** A server has 100 connections by default, which many workers share. A statement takes about a millisecond. */
    private static final int CONNECTIONS = 4;

    /** Longer than a server takes to restart. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

    private final PostgresExceptions exceptions;
    private final DataSource connections;
    private final RetryClock clock;
    private final Runnable close;

    Database(PostgresExceptions exceptions, DataSource connections, RetryClock clock, Runnable close) {
        this.exceptions = exceptions;
        this.connections = connections;
        this.clock = clock;
        this.close = close;
    }

    /**
     * Connects to the database.
     *
     * @throws CommitlakeException of kind SETTINGS if the server refuses the user or has no such database
     */
    static Database connect(PostgresAddress address) {
        PostgresExceptions exceptions = new PostgresExceptions(address);
        HikariDataSource pool = patiently(exceptions, RetryClock.REAL, "connect", () -> pool(address));
        return new Database(exceptions, pool, RetryClock.REAL, pool::close);
    }

    /** Opens a pool of connections. Closing it closes the connections in use too. */
    static HikariDataSource pool(PostgresAddress address) throws SQLException {
        try {
            return new HikariDataSource(config(address));
        } catch (HikariPool.PoolInitializationException failed) {
            throw failed.getCause() instanceof SQLException cause
                    ? cause
                    : new SQLException(failed.getMessage(), failed);
        }
    }

    private static HikariConfig config(PostgresAddress address) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(PostgresAddress.PREFIX + address.servers() + "/" + address.database());
        config.setDriverClassName("org.postgresql.Driver");
        address.user().ifPresent(config::setUsername);
        address.password().map(Secret::value).ifPresent(config::setPassword);
        config.addDataSourceProperty("currentSchema", address.schema());
        config.addDataSourceProperty("ApplicationName", "commitlake");
        config.addDataSourceProperty("connectTimeout", "10");
        // A server that vanishes without closing the connection is noticed after this many seconds.
        config.addDataSourceProperty("socketTimeout", "60");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        address.parameters().forEach(config::addDataSourceProperty);
        config.setPoolName("ledger");
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(Duration.ofSeconds(10).toMillis());
        return config;
    }

    /**
     * Does work with a connection.
     *
     * @param operation the work in a word or two, for the message of a failure
     */
    <T> T run(String operation, Work<T> work) {
        return patiently(exceptions, clock, operation, () -> {
            try (Connection connection = connections.getConnection()) {
                return work.with(connection);
            }
        });
    }

    private interface Attempt<T> {
        T make() throws SQLException;
    }

    private static <T> T patiently(
            PostgresExceptions exceptions, RetryClock clock, String operation, Attempt<T> attempt) {
        OptionalLong firstFailure = OptionalLong.empty();
        Duration wait = FIRST_WAIT;
        while (true) {
            try {
                return attempt.make();
            } catch (SQLException failed) {
                Supplier<CommitlakeException> failure = () -> exceptions.translate(operation, failed);
                long now = clock.nanoTime();
                // Not since the first attempt: that alone may take as long until a silent server is noticed.
                firstFailure = OptionalLong.of(firstFailure.orElse(now));
                if (!PostgresExceptions.isPassing(failed) || now - firstFailure.getAsLong() > PATIENCE.toNanos()) {
                    throw failure.get();
                }
                LOG.debug("waiting for the ledger", failed);
                try {
                    clock.sleep(wait);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw failure.get();
                }
                Duration twice = wait.multipliedBy(2);
                wait = twice.compareTo(LONGEST_WAIT) < 0 ? twice : LONGEST_WAIT;
            }
        }
    }

    @Override
    public void close() {
        close.run();
    }
}
