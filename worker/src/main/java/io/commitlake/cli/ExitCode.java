package io.commitlake.cli;

import io.commitlake.cli.telemetry.CommandEnd;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import io.commitlake.storage.JsonRecords;

/**
 * The exit codes of a command. Airflow retries BUG, REPOSITORIES, GITHUB and STORE; a retry can't help with the others.
 */
public enum ExitCode implements CommandEnd {
    /** The command succeeded, even if there was nothing to do. */
    DONE(0),
    /** The command met a bug in Commitlake. */
    BUG(1),
    /** The command line is wrong. */
    USAGE(2),
    /** A setting is missing or refused, or a dataset, plan, shard, repositories file or name to track doesn't exist. */
    SETTINGS(3),
    /** Some repositories failed, and a retry may help; the rest is saved. */
    REPOSITORIES(4),
    /**
     * GitHub can't be reached, or no token can be used within COMMITLAKE_MAX_WAIT: each one is spent, rests after a
     * secondary limit, or GitHub doesn't issue it to the App.
     */
    GITHUB(5),
    /** The object store, the ledger or the catalog failed. */
    STORE(6),
    /** Validation found a fault, or a record can't be read. */
    FAULTY(7);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }

    /** The exit code of a command that throws. */
    static ExitCode ofThrown(Exception failed) {
        return FailureText.outermost(failed, CommitlakeException.class)
                .map(ExitCode::of)
                .orElse(BUG);
    }

    /** The exit code of a failure. No other place decides this. */
    static ExitCode of(CommitlakeException failed) {
        // A retry can't mend a bad record, and no wait for the store ends it.
        if (JsonRecords.isBadRecord(failed)) {
            return FAULTY;
        }
        return switch (failed.kind()) {
            case USAGE -> USAGE;
            case SETTINGS -> SETTINGS;
            case REPOSITORY, INTERRUPTED -> REPOSITORIES;
            case GITHUB, SPENT -> GITHUB;
            case STORE -> STORE;
            case BUG -> BUG;
            case FAULTY -> FAULTY;
        };
    }
}
