package io.commitlake.cli.progress;

import io.commitlake.job.work.Progress;

/** Shows no progress. */
public final class NoProgress implements Progress {
    @Override
    public Task begin(String name) {
        return NONE;
    }

    @Override
    public Batch batch(String activity, String unit, long pieces, long cost) {
        return new Batch() {
            @Override
            public Task begin(String name, long itsCost) {
                return NONE;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {}
}
