package io.commitlake.job.catalog;

import io.commitlake.model.secret.Secret;
import java.util.Optional;

/**
 * The address of an Iceberg catalog in a database, and how to use it.
 *
 * @param url the JDBC URL of the database, in PostgreSQL or SQLite; may have a password in it
 * @param name the name of the catalog: a database may have several
 * @param namespace the namespace of the dataset's tables, with dots between its parts
 * @param user the user of the database; empty for the URL's or the driver's default
 * @param password the user's password, if the database asks for one
 */
public record CatalogAddress(
        String url, String name, String namespace, Optional<String> user, Optional<Secret> password) {
    /** The address without its parameters, which may have a password. */
    @Override
    public String toString() {
        return url.replaceAll("[?].*", "");
    }
}
