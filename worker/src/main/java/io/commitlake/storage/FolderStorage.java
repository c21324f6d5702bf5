package io.commitlake.storage;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import io.commitlake.model.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A storage in a folder, with a file for each object. An object's version is the SHA-256 of its content. Conditional
 * puts are exact between the processes of one machine, and between machines if their shared file system supports locks.
 */
final class FolderStorage implements Storage {
    private final StorageLocation.Folder location;
    private final Path folder;
    private final ScratchFiles scratch;
    private final FolderLock lock;

    FolderStorage(StorageLocation.Folder location) {
        this(location, new ScratchFiles(location.path().resolve(Keys.SCRATCH)));
    }

    FolderStorage(StorageLocation.Folder location, ScratchFiles scratch) {
        this.location = location;
        this.folder = location.path();
        this.scratch = scratch;
        this.lock = new FolderLock(folder.resolve(Keys.SCRATCH));
    }

    @Override
    public void check() {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw CommitlakeException.settings(
                    "COMMITLAKE_DATASET is " + location + ", but that folder can't be created (" + FailureText.of(e)
                            + ")",
                    e);
        }
        scratch.clean();
    }

    @Override
    public Optional<Stored> get(String key) {
        return call("get", key, this::read);
    }

    @Override
    public Optional<byte[]> tail(String key, int bytes) {
        return call("get", key, file -> {
            if (Files.isDirectory(file)) {
                return Optional.empty();
            }
            try {
                long size = Files.size(file);
                int length = (int) Math.min(size, bytes);
                try (InputStream end = new FileSlice(file, size - length, length)) {
                    return Optional.of(end.readNBytes(length));
                }
            } catch (NoSuchFileException absent) {
                return Optional.empty();
            }
        });
    }

    @Override
    public Optional<String> version(String key) {
        return call("look at", key, FolderStorage::versionOf);
    }

    @Override
    public Optional<Duration> age(String key) {
        return call("look at", key, file -> {
            // The folder may be on another machine, and only a new file shows the time of that machine's clock.
            try (ScratchFiles.Temporary now = scratch.write(new byte[0])) {
                if (Files.isDirectory(file)) {
                    return Optional.empty();
                }
                Duration age = Duration.between(
                        Files.getLastModifiedTime(file).toInstant(),
                        Files.getLastModifiedTime(now.file()).toInstant());
                return Optional.of(age.isNegative() ? Duration.ZERO : age);
            } catch (NoSuchFileException absent) {
                return Optional.empty();
            }
        });
    }

    @Override
    public boolean download(String key, Path target) {
        Path file = file(key);
        return Download.into(target, part -> {
            Optional<InputStream> content = openIfPresent(file);
            if (content.isEmpty()) {
                return Optional.empty();
            }
            try (InputStream from = content.get()) {
                return Optional.of(Files.copy(from, part));
            }
        });
    }

    @Override
    public void put(String key, byte[] content) {
        call("put", key, file -> {
            replace(file, scratch.write(content));
            return true;
        });
    }

    @Override
    public void put(String key, Path source) {
        call("put", key, file -> {
            replace(file, scratch.copy(source));
            return true;
        });
    }

    @Override
    public boolean putIfAbsent(String key, byte[] content) {
        return call("put", key, file -> putIfAbsent(file, () -> scratch.write(content), Sha256.of(content)));
    }

    @Override
    public boolean putIfAbsent(String key, Path source) {
        return call("put", key, file -> putIfAbsent(file, () -> scratch.copy(source), Sha256.of(source)));
    }

    @Override
    public boolean putIfMatch(String key, byte[] content, String version) {
        return call("put", key, file -> putIfMatch(file, scratch.write(content), Sha256.of(content), version));
    }

    @Override
    public boolean putIfMatch(String key, Path source, String version) {
        return call("put", key, file -> putIfMatch(file, scratch.copy(source), Sha256.of(source), version));
    }

    @Override
    public void delete(String key) {
        call("delete", key, file -> {
            if (!Files.notExists(file) && !Files.isDirectory(file)) {
                lock.runLocked(() -> Files.deleteIfExists(file));
                removeEmptyFolders(file);
            }
            return true;
        });
    }

    @Override
    public void list(String prefix, Consumer<Listed> each) {
        new FolderListing(folder).list(Keys.checkedPrefix(prefix), each);
    }

    @Override
    public boolean holdsAny(String prefix) {
        return new FolderListing(folder).holdsAny(Keys.checkedPrefix(prefix));
    }

    @Override
    public void listFolders(String prefix, Consumer<String> each) {
        new FolderListing(folder).folders(Keys.checkedFolder(prefix), each);
    }

    @Override
    public long removeUnfinishedPuts(Instant before) {
        return scratch.clean(before);
    }

    @Override
    public String location() {
        return location.toString();
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return location();
    }

    private Optional<Stored> read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            return Optional.empty();
        }
        try {
            byte[] content = Files.readAllBytes(file);
            return Optional.of(new Stored(content, Sha256.of(content)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> versionOf(Path file) throws IOException {
        try {
            return Files.isDirectory(file) ? Optional.empty() : Optional.of(Sha256.of(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Creates an object's file, of the given new version. Returns whether the object now has that version. */
    private boolean putIfAbsent(Path file, FolderLock.Action<ScratchFiles.Temporary> content, String becomes)
            throws IOException {
        Optional<String> there = versionOf(file);
        while (there.isEmpty()) {
            if (createIfAbsent(file, content.run())) {
                return true;
            }
            there = versionOf(file);
        }
        return there.get().equals(becomes);
    }

    /** Replaces an object's file, from one version to another. Returns whether the object now has the new version. */
    private boolean putIfMatch(Path file, ScratchFiles.Temporary made, String becomes, String version)
            throws IOException {
        try (ScratchFiles.Temporary temporary = made) {
            boolean matches = lock.runLocked(() -> {
                Optional<String> there = versionOf(file);
                if (there.isPresent() && there.get().equals(version)) {
                    move(temporary.file(), file);
                    return true;
                }
                return there.isPresent() && there.get().equals(becomes);
            });
            if (matches) {
                ScratchFiles.sync(folderOf(file));
            }
            return matches;
        }
    }

    private void replace(Path file, ScratchFiles.Temporary made) throws IOException {
        try (ScratchFiles.Temporary temporary = made) {
            lock.runLocked(() -> {
                move(temporary.file(), file);
                return true;
            });
        }
        ScratchFiles.sync(folderOf(file));
    }

    /** Creates an object's file unless it exists: atomically by a hard link or, without links, under the lock. */
    private boolean createIfAbsent(Path file, ScratchFiles.Temporary made) throws IOException {
        try (ScratchFiles.Temporary temporary = made) {
            boolean created = scratch.hasLinks()
                    ? inFolder(file, () -> {
                        try {
                            Files.createLink(file, temporary.file());
                            return true;
                        } catch (FileAlreadyExistsException e) {
                            return false;
                        }
                    })
                    : lock.runLocked(() -> {
                        if (Files.exists(file)) {
                            return false;
                        }
                        move(temporary.file(), file);
                        return true;
                    });
            if (created) {
                ScratchFiles.sync(folderOf(file));
            }
            return created;
        }
    }

    private static void move(Path temporary, Path file) throws IOException {
        inFolder(
                file,
                () -> Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING));
    }

    /** Creates a file's folder and runs an action. Repeats both if a concurrent delete removed the empty folder. */
    private static <T> T inFolder(Path file, FolderLock.Action<T> action) throws IOException {
        int attempts = 0;
        while (true) {
            try {
                Files.createDirectories(folderOf(file));
                return action.run();
            } catch (NoSuchFileException | FileAlreadyExistsException e) {
                if (++attempts == 100) {
                    throw e;
                }
            }
        }
    }

    private void removeEmptyFolders(Path file) {
        for (Path above = file.getParent(); above != null && !above.equals(folder); above = above.getParent()) {
            if (Files.isSymbolicLink(above)) {
                return;
            }
            try {
                Files.delete(above);
            } catch (IOException notEmptyOrGone) {
                return;
            }
        }
    }

    private interface FileAction<T> {
        T run(Path file) throws IOException;
    }

    private <T> T call(String operation, String key, FileAction<T> action) {
        Path file = file(key);
        try {
            return action.run(file);
        } catch (IOException e) {
            throw FileExceptions.of(operation, file, e);
        }
    }

    private Path file(String key) {
        return folder.resolve(Keys.checked(key));
    }

    private static Path folderOf(Path file) {
        return Objects.requireNonNull(file.getParent(), "an object's file is in the storage's folder");
    }

    private static Optional<InputStream> openIfPresent(Path file) {
        try {
            return Files.isDirectory(file) ? Optional.empty() : Optional.of(Files.newInputStream(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw FileExceptions.of("download", file, e);
        }
    }
}
