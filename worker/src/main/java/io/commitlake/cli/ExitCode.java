package io.commitlake.cli;

import io.commitlake.model.CommitlakeException;

/** How a command ends. Airflow retries BUG, REPOSITORIES, GITHUB and STORE; no retry helps with the others. */
public enum ExitCode {
    /** Done, also when there was nothing to do. */
    DONE(0),
    /** A bug of ours. */
    BUG(1),
    /** The command was called wrongly. */
    USAGE(2),
    /** A setting is missing or refused, or a dataset, plan, shard, repositories file or a name to track isn't there. */
    SETTINGS(3),
    /** Some repositories failed and a retry may mend it; the rest is saved. */
    REPOSITORIES(4),
    /**
     * GitHub can't be reached, or for longer than COMMITLAKE_MAX_WAIT no token may ask what is to be asked: each is spent,
     * rests after a secondary limit, or isn't given by GitHub to an App.
     */
    GITHUB(5),
    /** The object store or the ledger failed. */
    STORE(6),
    /** Validation found a fault. */
    FAULTY(7);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** The one place where what failed becomes an exit code. */
    static ExitCode of(CommitlakeException.Kind kind) {
        return switch (kind) {
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
