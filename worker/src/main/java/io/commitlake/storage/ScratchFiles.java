package io.commitlake.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Files that are no objects yet, on the disk of the objects, so that one move or link makes them such. The folder is made
 * when it is first needed.
 */
class ScratchFiles {
    private static final String SUFFIX = ".tmp";

    /** No put takes that long: what is older was left by a process that was killed. */
    private static final Duration ABANDONED_AFTER = Duration.ofDays(1);

    private final Path folder;
    private volatile Optional<Boolean> links = Optional.empty();

    ScratchFiles(Path folder) {
        this.folder = folder;
    }

    /** A file that goes with its block; one that was moved away is no more to remove. */
    record Temporary(Path file) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            Files.deleteIfExists(file);
        }
    }

    /** A file with this content, on the disk for good. */
    Temporary write(byte[] content) throws IOException {
        return filled(file -> {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                file.write(rest);
            }
        });
    }

    /** A file with another's content, on the disk for good. */
    Temporary copy(Path source) throws IOException {
        return filled(file -> {
            try (FileChannel from = FileChannel.open(source, StandardOpenOption.READ)) {
                long size = from.size();
                for (long done = 0; done < size; ) {
                    long count = from.transferTo(done, size - done, file);
                    if (count <= 0 && from.size() < size) {
                        throw new IOException(source + " shrank from " + size + " bytes while it was put");
                    }
                    done += count;
                }
            }
        });
    }

    /** Whether the file system has hard links; asked once. */
    boolean hasLinks() throws IOException {
        if (links.isEmpty()) {
            links = Optional.of(tryLink());
        }
        return links.orElseThrow();
    }

    private boolean tryLink() throws IOException {
        try (Temporary one = write(new byte[0]);
                Temporary other = new Temporary(newName())) {
            try {
                Files.createLink(other.file(), one.file());
                return true;
            } catch (FileSystemException | UnsupportedOperationException none) {
                return false;
            }
        }
    }

    /** Removes what killed processes left. It is a courtesy: what can't be removed stays. */
    void clean() {
        clean(Instant.now().minus(ABANDONED_AFTER));
    }

    /** The same of what was last written before a moment; gives their number. */
    long clean(Instant before) {
        long removed = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(before) && Files.deleteIfExists(file)) {
                    removed++;
                }
            }
        } catch (IOException absentOrReadOnly) {
            return removed;
        }
        return removed;
    }

    /** Makes a folder's names last through a power cut, where the file system lets a folder be opened. */
    static void sync(Path folder) {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        } catch (IOException goneOrNotOnThisSystem) {
            return;
        }
    }

    private interface Filling {
        void fill(FileChannel file) throws IOException;
    }

    private Temporary filled(Filling filling) throws IOException {
        Files.createDirectories(folder);
        Path file = newName();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            filling.fill(channel);
            channel.force(true);
            return new Temporary(file);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private Path newName() {
        return folder.resolve(UUID.randomUUID() + SUFFIX);
    }
}
