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

/** A lock among processes that share a folder, and among their threads. The death of a process releases it. */
final class CacheLock {
    /** A file lock belongs to the whole process, so its threads need a lock among themselves. */
    private static final Map<Path, ReentrantLock> THREAD_LOCKS = new ConcurrentHashMap<>();

    private final Path file;

    CacheLock(Path file) {
        this.file = file.toAbsolutePath().normalize();
    }

    /** Work to do under the lock. */
    interface LockedWork<T> {
        T run() throws IOException;
    }

    /**
     * Waits for the lock and runs the work.
     *
     * @param deadline the deadline that the wait doesn't count towards
     */
    <T> T run(Deadline deadline, LockedWork<T> work) throws IOException {
        ReentrantLock threadLock = THREAD_LOCKS.computeIfAbsent(file, any -> new ReentrantLock());
        try (Deadline.Wait _ = deadline.waiting()) {
            threadLock.lock();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(channel, deadline)) {
            if (!lock.isValid()) {
                throw new IOException(file + " can't be locked");
            }
            return work.run();
        } finally {
            threadLock.unlock();
        }
    }

    private static FileLock lock(FileChannel channel, Deadline deadline) throws IOException {
        try (Deadline.Wait _ = deadline.waiting()) {
            return channel.lock();
        }
    }
}
