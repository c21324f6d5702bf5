package io.commitlake.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** A lock on a folder's storage that excludes other threads and other processes. */
final class FolderLock {
    /** Java refuses a file lock to a second thread of the same JVM, so threads wait for these locks first. */
    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final Path folder;

    /** An action that runs while the caller has the lock. */
    interface Action<T> {
        T run() throws IOException;
    }

    /** Locks for the same folder exclude each other. The first use creates the folder. */
    FolderLock(Path folder) {
        this.folder = folder;
    }

    <T> T runLocked(Action<T> action) throws IOException {
        Files.createDirectories(folder);
        ReentrantLock threads = THREADS.computeIfAbsent(folder.toRealPath(), _ -> new ReentrantLock());
        threads.lock();
        try (FileChannel file =
                        FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = file.lock()) {
            return action.run();
        } finally {
            threads.unlock();
        }
    }
}
