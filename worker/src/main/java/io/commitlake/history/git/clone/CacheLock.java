package io.commitlake.history.git.clone;

import io.commitlake.history.Deadline;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** One at a time, among the processes that share a folder and the threads of each. It goes with a process that is killed. */
final class CacheLock {
    /** A file's lock is its process's: threads need one of their own. */
    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final Path file;

    CacheLock(Path file) {
        this.file = file.toAbsolutePath().normalize();
    }

    /** What is done under the lock. */
    interface Work<T> {
        T done() throws IOException;
    }

    /**
     * Waits for the lock and does the work.
     *
     * @param deadline that the wait is no part of
     */
    <T> T held(Deadline deadline, Work<T> work) throws IOException {
        ReentrantLock threads = THREADS.computeIfAbsent(file, any -> new ReentrantLock());
        try (Deadline.Wait _ = deadline.waiting()) {
            threads.lock();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = locked(channel, deadline)) {
            if (!lock.isValid()) {
                throw new IOException(file + " can't be locked");
            }
            return work.done();
        } finally {
            threads.unlock();
        }
    }

    private static FileLock locked(FileChannel channel, Deadline deadline) throws IOException {
        try (Deadline.Wait _ = deadline.waiting()) {
            return channel.lock();
        }
    }
}
