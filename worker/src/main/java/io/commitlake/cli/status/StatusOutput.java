package io.commitlake.cli.status;

import io.commitlake.job.RepositoryStatus;
import io.commitlake.job.Status;

/** Prints repositories while they are read, so that it needs little memory for any number of them. */
public interface StatusOutput {
    /** Adds a repository. */
    void add(RepositoryStatus status);

    /** Prints what is left, and the state of the dataset. */
    void end(Status.Result result);
}
