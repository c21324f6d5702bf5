package io.commitlake.cli.settings;

import io.commitlake.ledger.postgres.PostgresAddress;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.LedgerHome;
import io.commitlake.model.secret.Secret;
import java.util.Optional;

/** Reads the place of the ledger, and the user and the password for it, from the environment. */
final class LedgerSettings {
    private static final String LEDGER = "COMMITLAKE_LEDGER";
    private static final String USER = "COMMITLAKE_LEDGER_USER";
    private static final String PASSWORD = "COMMITLAKE_LEDGER_PASSWORD";
    private static final String PASSWORD_FILE = "COMMITLAKE_LEDGER_PASSWORD_FILE";

    private final Environment environment;

    LedgerSettings(Environment environment) {
        this.environment = environment;
    }

    /** The address of the ledger in PostgreSQL; empty for a ledger in the dataset's own store. */
    Optional<PostgresAddress> address() {
        return address(LEDGER, environment.variable(LEDGER).orElse(LedgerHome.DATASET));
    }

    /**
     * The address of a ledger in PostgreSQL, with the user and the password of the environment.
     *
     * @param name the name of the setting or flag that has the place, for messages
     * @param place {@code dataset} or an address
     * @return empty for a ledger in the dataset's own store
     */
    Optional<PostgresAddress> address(String name, String place) {
        if (place.equals(LedgerHome.DATASET)) {
            return Optional.empty();
        }
        if (!place.startsWith(PostgresAddress.PREFIX)) {
            throw CommitlakeException.settings(
                    name + " should be dataset or " + PostgresAddress.PREFIX + "host:port/database, but it is neither");
        }
        return Optional.of(PostgresAddress.parse(place, environment.variable(USER), password()));
    }

    private Optional<Secret> password() {
        return environment.secret(PASSWORD, PASSWORD_FILE).map(Secret::new);
    }
}
