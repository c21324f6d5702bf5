package io.commitlake.cli.settings;

import io.commitlake.github.Endpoints;
import io.commitlake.github.app.AppAccess;
import io.commitlake.history.git.clone.CloneCache;
import io.commitlake.job.export.ExportSettings;
import io.commitlake.model.Secret;
import io.commitlake.storage.S3Access;
import io.commitlake.storage.StorageLocation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Every setting, read and checked.
 *
 * @param dataset where the tables lie
 * @param s3 how to reach it where that is an S3
 * @param endpoints of GitHub
 * @param tokens for GitHub, that persons made
 * @param app for GitHub, whose tokens come after those
 * @param source of history
 * @param cloneCache where git keeps what it fetched
 * @param maxWait how long one request to GitHub may wait for a token's budget
 * @param export how a shard is worked on
 * @param searchPath where git is looked for
 */
public record Settings(
        StorageLocation dataset,
        S3Access s3,
        Endpoints endpoints,
        List<Secret> tokens,
        Optional<AppAccess> app,
        Source source,
        Optional<CloneCache.Place> cloneCache,
        Duration maxWait,
        ExportSettings export,
        String searchPath) {}
