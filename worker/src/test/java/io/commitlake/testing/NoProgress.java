package io.commitlake.testing;

import io.commitlake.job.work.Progress;

/** Shows no progress. */
public final class NoProgress implements Progress {
    @Override
    public Task begin(String name) {
        return NONE;
    }

    @Override
    public void print(String line) {}

    @Override
    public void close() {}
}
