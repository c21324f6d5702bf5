package io.commitlake.job.export;

import io.commitlake.job.work.ShutdownHook;
import io.commitlake.model.CommitlakeException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The turns of repositories to work: to fetch, to ask GitHub, to read and to write. Each takes requests, disk and
 * memory, so only some repositories have a turn at the same time. Those that wait for the store need none.
 */
final class Turns {
    private final Semaphore free;

    Turns(int atOnce) {
        free = new Semaphore(atOnce, true);
    }

    /** A repository's turn. Closing it lets another repository work; closing it again does nothing. */
    final class Turn implements AutoCloseable {
        private final AtomicBoolean over = new AtomicBoolean();

        @Override
        public void close() {
            if (!over.getAndSet(true)) {
                free.release();
            }
        }
    }

    /**
     * Waits for a turn. They are granted in the order of the calls.
     *
     * @throws CommitlakeException of kind INTERRUPTED if this process is ending: a Git process that starts now would
     *     escape the kill of the others
     */
    Turn take() {
        free.acquireUninterruptibly();
        Turn turn = new Turn();
        if (ShutdownHook.isShuttingDown()) {
            turn.close();
            throw CommitlakeException.interrupted("the export was interrupted before it fetched anything");
        }
        return turn;
    }
}
