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
 * Temporary files on the same disk as the objects, so that a single move or link turns a file into an object. The first
 * use creates the folder.
 */
class ScratchFiles {
    private static final String SUFFIX = ".tmp";

    /** No put takes this long, so a killed process must have left any older file. */
    private static final Duration ABANDONED_AFTER = Duration.ofDays(1);

    private final Path folder;
    private volatile Optional<Boolean> links = Optional.empty();

    ScratchFiles(Path folder) {
        this.folder = folder;
    }

    /** A file that {@link #close} deletes, unless the caller has moved it. */
    record Temporary(Path file) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            Files.deleteIfExists(file);
        }
    }

    /** Writes a file with the given content and flushes it to the disk. */
    Temporary write(byte[] content) throws IOException {
        return create(file -> {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                file.write(rest);
            }
        });
    }

    /** Writes a file with the content of another file and flushes it to the disk. */
    Temporary copy(Path source) throws IOException {
        return create(file -> {
            try (FileChannel from = FileChannel.open(source, StandardOpenOption.READ)) {
                long size = from.size();
                for (long done = 0; done < size; ) {
                    long count = from.transferTo(done, size - done, file);
                    if (count <= 0 && from.size() < size) {
                        throw new IOException(source + " shrank from " + size + " bytes during the put");
                    }
                    done += count;
                }
            }
        });
    }

    /** Whether the file system supports hard links. Tries once and remembers the answer. */
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
            } catch (FileSystemException | UnsupportedOperationException unsupported) {
                return false;
            }
        }
    }

    /** Removes files that killed processes left, as far as possible: a file that can't be removed stays. */
    void clean() {
        clean(Instant.now().minus(ABANDONED_AFTER));
    }

    /** Removes files last written before a moment, and returns their number. */
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

    /** Flushes a folder's entries to the disk, so that they survive a power cut, if folders can be opened. */
    static void sync(Path folder) {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        } catch (IOException goneOrNotOnThisSystem) {
            return;
        }
    }

    private interface Content {
        void writeTo(FileChannel file) throws IOException;
    }

    private Temporary create(Content content) throws IOException {
        Files.createDirectories(folder);
        Path file = newName();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            content.writeTo(channel);
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
