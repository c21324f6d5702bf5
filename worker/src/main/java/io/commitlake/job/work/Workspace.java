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
 * Folders on local disk for work that is lost without harm. This process's lie below one that it holds a lock of, so
 * that what killed processes left behind can be told and is removed.
 */
public final class Workspace implements AutoCloseable {
    private static final String LOCK = "lock";
    private static final String SETTING = "COMMITLAKE_WORK_DIR";
    /** In bytes: with less than this nothing of git's can be begun. */
    private static final long SMALLEST_ROOM = 64 << 10;

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
     * A workspace of this process.
     *
     * @param folder made where it isn't there
     * @throws CommitlakeException of kind SETTINGS where it can't be written
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
     * Locks a home. The lock gets its name only once it is held: between the two another process, just about to look for
     * leftovers, would take the home for one.
     */
    private static FileChannel locked(Path home) throws IOException {
        Path unnamed = home.resolve(LOCK + ".new");
        FileChannel lock = FileChannel.open(unnamed, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() == null) {
                throw new IOException("its lock is held");
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
                    folder + " can't be made: is the disk full? " + SETTING + " may be on a larger one: "
                            + FailureText.of(failed),
                    failed);
        }
    }

    /**
     * Does something in a new, empty folder, which is removed afterwards.
     *
     * @throws CommitlakeException of kind REPOSITORY where it failed because the disk is full, whatever failed at it
     */
    public <T> T within(String name, Function<Path, T> work) {
        Path folder = folder(name);
        try {
            return work.apply(folder);
        } catch (CommitlakeException failed) {
            throw named(failed);
        } finally {
            remove(folder);
        }
    }

    /** Programs and libraries meet a full disk in many words, and not all of them name it. */
    private CommitlakeException named(CommitlakeException failed) {
        String words = String.valueOf(failed.getMessage());
        boolean said = words.contains("No space left") && words.contains(home.toString());
        if (words.contains(SETTING) || !(said || isFull())) {
            return failed;
        }
        return CommitlakeException.repository(
                "the disk of " + home + " is full: make room there, or set " + SETTING
                        + " to a folder on a larger one: " + words,
                failed);
    }

    private boolean isFull() {
        try {
            return Files.getFileStore(home).getUsableSpace() < SMALLEST_ROOM;
        } catch (IOException unknown) {
            return false;
        }
    }

    /** Removes a folder with all that is in it. */
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
            // Somebody still writes there, or removes it too: the next process to start removes the rest.
        }
    }

    /** Removes all that is in a folder. */
    public static void empty(Path folder) {
        remove(folder);
        try {
            Files.createDirectories(folder);
        } catch (IOException failed) {
            throw CommitlakeException.repository(folder + " can't be made again: " + FailureText.of(failed), failed);
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
            return false; // another process is just about to make it
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
            // The folder is removed or will be by the next process.
        }
    }
}
