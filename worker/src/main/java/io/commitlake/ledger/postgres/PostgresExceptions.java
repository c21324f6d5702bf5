package io.commitlake.ledger.postgres;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import io.commitlake.model.secret.KnownSecrets;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Optional;
import java.util.Set;

/**
 * Translates the driver's exceptions, so that only this class decides whether a setting is wrong or a retry may help.
 * The codes come from "PostgreSQL Error Codes" in PostgreSQL's documentation.
 */
final class PostgresExceptions {
    /** Classes of codes: the connection failed, resources are short, an operator stopped the server or the statement. */
    private static final Set<String> PASSING_CLASSES = Set.of("08", "53", "57");

    /**
     * A serialization failure, a deadlock, a lock that isn't available, a server that is a standby for now, and a
     * transaction that was idle for too long.
     */
    private static final Set<String> PASSING = Set.of("40001", "40P01", "55P03", "25006", "25P03");

    /** The pool's message for a connection that broke earlier. It has no code. */
    private static final String BROKEN = "Connection is closed";

    private static final String WRONG_USER_CLASS = "28";
    private static final String NO_DATABASE = "3D000";
    private static final String NO_PERMISSION = "42501";
    private static final Set<String> NO_TABLE = Set.of("42P01", "3F000");

    private final PostgresAddress address;

    PostgresExceptions(PostgresAddress address) {
        this.address = address;
    }

    /** Whether the same work may succeed in a moment. */
    static boolean isPassing(SQLException failed) {
        SQLException cause = deepest(failed);
        String code = code(cause);
        return code.isEmpty()
                ? cause instanceof SQLTransientException || BROKEN.equals(cause.getMessage())
                : PASSING_CLASSES.contains(code.substring(0, 2)) || PASSING.contains(code);
    }

    /**
     * The exception to throw for a failure.
     *
     * @param operation the failed operation, in a word or two
     */
    CommitlakeException translate(String operation, SQLException failed) {
        SQLException cause = deepest(failed);
        String code = code(cause);
        String words = operation + " in the ledger " + address.place() + ": "
                + KnownSecrets.redact(FailureText.of(cause)) + (code.isEmpty() ? "" : " (SQLSTATE " + code + ")");
        if (code.startsWith(WRONG_USER_CLASS)) {
            return CommitlakeException.settings(
                    "the ledger's database refuses the user; correct COMMITLAKE_LEDGER_USER and"
                            + " COMMITLAKE_LEDGER_PASSWORD (" + words + ")",
                    failed);
        }
        if (code.equals(NO_DATABASE)) {
            return CommitlakeException.settings(
                    "database " + address.database() + " doesn't exist; create it or correct COMMITLAKE_LEDGER ("
                            + words + ")",
                    failed);
        }
        if (code.equals(NO_PERMISSION)) {
            return CommitlakeException.settings(
                    "the ledger's user lacks a permission; make it the owner of the schema " + address.schema()
                            + ", or grant it CREATE on the database (" + words + ")",
                    failed);
        }
        if (NO_TABLE.contains(code)) {
            return CommitlakeException.settings(
                    "the ledger's tables are gone; restore them from a backup (" + words + ")", failed);
        }
        return CommitlakeException.store(words, failed);
    }

    private static String code(SQLException failed) {
        return Optional.ofNullable(failed.getSQLState())
                .filter(code -> code.length() == 5)
                .orElse("");
    }

    /** The server's or the driver's own exception, which the pool wraps in one of its own. */
    private static SQLException deepest(SQLException failed) {
        return FailureText.deepest(failed, SQLException.class).orElse(failed);
    }
}
