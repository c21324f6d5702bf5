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

/** Lets one at a time through, of all threads of all processes that have this folder's storage open. */
final class FolderLock {
    /** A file lock is held by a whole JVM and refuses its other threads: they wait here first. */
    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final Path folder;

    /** What is done meanwhile. */
    interface Action<T> {
        T run() throws IOException;
    }

    /** Whoever names the same folder shares the lock; the folder is made when it is first needed. */
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
