package io.commitlake.job.catalog;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import io.commitlake.model.secret.KnownSecrets;
import java.sql.SQLException;
import java.util.Optional;

/** Translates Iceberg's exceptions, so that only this class decides whether a setting is wrong or a retry may help. */
final class CatalogExceptions {
    /** The classes of PostgreSQL's codes for a refused user, a missing database and a missing permission. */
    private static final String REFUSED = "28.*|3D.*|42501";

    private CatalogExceptions() {}

    /** The exception to throw for a failure: a failure of the dataset's store as it is, any other as the catalog's. */
    static CommitlakeException translate(CatalogAddress address, RuntimeException failed) {
        Optional<CommitlakeException> ours = FailureText.outermost(failed, CommitlakeException.class);
        if (ours.isPresent()) {
            return ours.get();
        }
        Throwable deepest = FailureText.deepest(failed, SQLException.class)
                .<Throwable>map(found -> found)
                .orElse(failed);
        String words = "the catalog " + address + ": " + KnownSecrets.redact(FailureText.of(deepest));
        boolean refused = deepest instanceof SQLException sql
                && String.valueOf(sql.getSQLState()).matches(REFUSED);
        return refused
                ? CommitlakeException.settings(
                        words
                                + ": correct COMMITLAKE_CATALOG, COMMITLAKE_CATALOG_USER and COMMITLAKE_CATALOG_PASSWORD, or"
                                + " grant the user its rights",
                        failed)
                : CommitlakeException.store(words, failed);
    }
}
