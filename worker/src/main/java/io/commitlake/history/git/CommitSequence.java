package io.commitlake.history.git;

import io.commitlake.history.object.RawCommit;

/** The commits of a span, one after another. */
interface CommitSequence extends AutoCloseable {
    /** Reads the next commit, which must be this one. */
    RawCommit next(String sha);

    @Override
    default void close() {}
}
