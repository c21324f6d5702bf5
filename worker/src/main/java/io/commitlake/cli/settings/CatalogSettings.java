package io.commitlake.cli.settings;

import io.commitlake.job.catalog.CatalogAddress;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.secret.Secret;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the address of the Iceberg catalog, and the user and the password for it, from the environment. */
final class CatalogSettings {
    private static final String CATALOG = "COMMITLAKE_CATALOG";
    private static final String NAMESPACE = "COMMITLAKE_CATALOG_NAMESPACE";
    private static final String PASSWORD = "COMMITLAKE_CATALOG_PASSWORD";
    private static final String PASSWORD_FILE = "COMMITLAKE_CATALOG_PASSWORD_FILE";

    private static final String FORMS = "jdbc:postgresql://host:port/database or jdbc:sqlite:/file";

    private static final Pattern ADDRESS = Pattern.compile("jdbc:postgresql://[^@]+/.+|jdbc:sqlite:.+");
    private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

    private final Environment environment;

    CatalogSettings(Environment environment) {
        this.environment = environment;
    }

    /** The address of the catalog; empty if none is set. */
    Optional<CatalogAddress> ifSet() {
        return environment.variable(CATALOG).map(url -> address());
    }

    /** The address of the catalog; the message of a refusal doesn't show it, because it may have a password in it. */
    CatalogAddress address() {
        String url = environment
                .variable(CATALOG)
                .orElseThrow(() -> CommitlakeException.settings(
                        CATALOG + " isn't set: set it to the address of the Iceberg catalog, " + FORMS));
        if (!ADDRESS.matcher(url).matches()) {
            throw CommitlakeException.settings(CATALOG + " should be " + FORMS + ", but it is neither");
        }
        String namespace = environment.variable(NAMESPACE).orElse("commitlake");
        if (!NAMES.matcher(namespace).matches()) {
            throw CommitlakeException.settings(NAMESPACE + " is \"" + namespace
                    + "\": it should be a name such as commitlake, or several with dots between them");
        }
        return new CatalogAddress(
                url,
                environment.variable("COMMITLAKE_CATALOG_NAME").orElse("commitlake"),
                namespace,
                environment.variable("COMMITLAKE_CATALOG_USER"),
                environment.secret(PASSWORD, PASSWORD_FILE).map(Secret::new));
    }
}
