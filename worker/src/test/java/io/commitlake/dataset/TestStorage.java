package io.commitlake.dataset;

import io.commitlake.storage.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A folder that can be listed and read, until the real one is here. */
record TestStorage(Path folder) implements Storage {
    @Override
    public void check() {
        // A test's folder is there.
    }

    @Override
    public boolean download(String key, Path file) {
        try {
            Files.copy(folder.resolve(key), file, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (IOException missing) {
            return false;
        }
    }

    @Override
    public void list(String prefix, Consumer<Listed> each) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String key = folder.relativize(file).toString();
                if (key.startsWith(prefix)) {
                    each.accept(new Listed(key, Files.size(file)));
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public Optional<Stored> get(String key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void put(String key, byte[] content) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void put(String key, Path file) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean putIfAbsent(String key, byte[] content) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean putIfMatch(String key, byte[] content, String version) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void delete(String key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void listFolders(String prefix, Consumer<String> each) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String location() {
        return folder.toUri().toString();
    }

    @Override
    public void close() {}
}
