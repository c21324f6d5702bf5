package io.commitlake.testing;

import io.commitlake.job.work.Progress;

/** Shows no progress. */
public final class NoProgress implements Progress, Progress.Task {
    @Override
    public Task begin(String name) {
        return this;
    }

    @Override
    public void print(String line) {}

    @Override
    public void stage(String words) {}

    @Override
    public void count(long total, String unit) {}

    @Override
    public void step(long more) {}

    @Override
    public void detail(String words) {}

    @Override
    public void end(String words) {}

    @Override
    public void close() {}
}
