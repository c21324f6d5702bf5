package io.commitlake.job.work;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Folders on local disk for work that may be lost. This process's folders are below one home folder, whose lock it
 * holds, so that the next process can recognize and remove the homes of killed processes.
 */
public final class Workspace implements AutoCloseable {
    private static final String LOCK = "lock";
    private static final String SETTING = "COMMITLAKE_WORK_DIR";
    /** In bytes: with less free space Git can't start anything. */
    private static final long LEAST_FREE_SPACE = 64 << 10;

    private static final String PREFIX = "commitlake-";

    private final Path home;
    private final FileChannel lock;
    private final AtomicLong made = new AtomicLong();

    private Workspace(Path home, FileChannel lock) {
        this.home = home;
        this.lock = lock;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "remove-work"));
    }

    /**
     * Opens a workspace for this process, and removes those of killed processes.
     *
     * @param folder created if it doesn't exist
     * @throws CommitlakeException of kind SETTINGS if the folder can't be written
     */
    public static Workspace open(Path folder) {
        try {
            Files.createDirectories(folder);
            removeLeftovers(folder);
            Path home = Files.createTempDirectory(folder, PREFIX);
            return new Workspace(home, locked(home));
        } catch (IOException refused) {
            throw CommitlakeException.settings(
                    SETTING + " is " + folder + ", which can't be written: " + FailureText.of(refused), refused);
        }
    }

    /**
     * Locks a home. The lock file gets its name only once the lock is held: otherwise another process that looks for
     * leftovers at that moment would take the home for one.
     */
    private static FileChannel locked(Path home) throws IOException {
        Path unnamed = home.resolve(LOCK + ".new");
        FileChannel lock = FileChannel.open(unnamed, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() == null) {
                throw new IOException("another process holds the lock of " + home);
            }
            Files.move(unnamed, home.resolve(LOCK));
            return lock;
        } catch (IOException | RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    /** A new, empty folder. */
    private Path folder(String name) {
        Path folder = home.resolve(made.incrementAndGet() + "-" + name);
        try {
            return Files.createDirectory(folder);
        } catch (IOException failed) {
            throw CommitlakeException.repository(
                    folder + " can't be created: is the disk full? Set " + SETTING + " to a folder on a larger one: "
                            + FailureText.of(failed),
                    failed);
        }
    }

    /**
     * Runs work in a new, empty folder, which is removed afterwards.
     *
     * @throws CommitlakeException of kind REPOSITORY if the work fails because the disk is full, whatever error it met
     */
    public <T> T within(String name, Function<Path, T> work) {
        Path folder = folder(name);
        try {
            return work.apply(folder);
        } catch (CommitlakeException failed) {
            throw withCause(failed);
        } finally {
            remove(folder);
        }
    }

    /**
     * Names a full disk as the cause: programs and libraries report it in many words, and some don't name it at all.
     */
    private CommitlakeException withCause(CommitlakeException failed) {
        String words = String.valueOf(failed.getMessage());
        boolean named = words.contains("No space left") && words.contains(home.toString());
        if (words.contains(SETTING) || !(named || isFull())) {
            return failed;
        }
        return CommitlakeException.repository(
                "the disk of " + home + " is full: make room there, or set " + SETTING
                        + " to a folder on a larger one: " + words,
                failed);
    }

    private boolean isFull() {
        try {
            return Files.getFileStore(home).getUsableSpace() < LEAST_FREE_SPACE;
        } catch (IOException unknown) {
            return false;
        }
    }

    /** Removes a folder and its contents. */
    public static void remove(Path folder) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failed) throws IOException {
                    if (failed instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw failed;
                }

                @Override
                public FileVisitResult postVisitDirectory(
                        Path directory, @org.jspecify.annotations.Nullable IOException failed) throws IOException {
                    Files.deleteIfExists(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException inUse) {
            // Another thread or process still writes there or removes it too: the next process removes the rest.
        }
    }

    /** Removes a folder's contents. */
    public static void empty(Path folder) {
        remove(folder);
        try {
            Files.createDirectories(folder);
        } catch (IOException failed) {
            throw CommitlakeException.repository(folder + " can't be created again: " + FailureText.of(failed), failed);
        }
    }

    private static void removeLeftovers(Path folder) throws IOException {
        List<Path> homes;
        try (Stream<Path> entries = Files.list(folder)) {
            homes = entries.filter(entry -> String.valueOf(entry.getFileName()).startsWith(PREFIX))
                    .toList();
        }
        for (Path home : homes) {
            if (abandoned(home)) {
                remove(home);
            }
        }
    }

    private static boolean abandoned(Path home) {
        Path lock = home.resolve(LOCK);
        if (!Files.exists(lock)) {
            return false; // another process is just about to create it
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock held = channel.tryLock()) {
            return held != null;
        } catch (IOException | OverlappingFileLockException inUse) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            remove(home);
            lock.close();
        } catch (IOException gone) {
            // If the folder is still there, the next process removes it.
        }
    }
}
