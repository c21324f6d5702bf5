package io.commitlake.cli.settings;

import io.commitlake.github.Endpoints;
import io.commitlake.github.app.AppAccess;
import io.commitlake.history.git.clone.CloneCache;
import io.commitlake.job.export.ExportSettings;
import io.commitlake.ledger.postgres.PostgresAddress;
import io.commitlake.model.LedgerHome;
import io.commitlake.model.People;
import io.commitlake.model.contents.Contents;
import io.commitlake.model.secret.Secret;
import io.commitlake.storage.S3Access;
import io.commitlake.storage.StorageLocation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All settings, read and checked.
 *
 * @param dataset location of the dataset
 * @param s3 access to the object store, if the dataset is in one
 * @param ledger address of the ledger in PostgreSQL; empty for a ledger in the dataset's own store
 * @param endpoints GitHub's addresses
 * @param tokens personal tokens for GitHub
 * @param app GitHub App, whose tokens come after the personal ones
 * @param source source of history
 * @param people how much a new dataset keeps of people, or an existing one should keep; empty if it isn't set
 * @param contents the file contents that a new dataset keeps, or an existing one should keep; empty if it isn't set
 * @param cloneCache folder and size of the clone cache
 * @param maxWait the longest that one request to GitHub may wait for a token
 * @param export settings of the extract step
 * @param searchPath search path for Git, in the format of PATH
 */
public record Settings(
        StorageLocation dataset,
        S3Access s3,
        Optional<PostgresAddress> ledger,
        Endpoints endpoints,
        List<Secret> tokens,
        Optional<AppAccess> app,
        Source source,
        Optional<People> people,
        Optional<Contents> contents,
        Optional<CloneCache.Place> cloneCache,
        Duration maxWait,
        ExportSettings export,
        String searchPath) {
    /** The place of the ledger, as the dataset's record names it. */
    public String ledgerPlace() {
        return ledger.map(PostgresAddress::place).orElse(LedgerHome.DATASET);
    }
}
