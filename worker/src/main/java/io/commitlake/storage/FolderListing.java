package io.commitlake.storage;

import io.commitlake.storage.Storage.Listed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Walks a folder in the order of an S3 listing. Keeps only the names of the current folder and of its parents in
 * memory. The walk may or may not see files that appear or disappear during it. A folder without any file below it
 * doesn't count.
 */
final class FolderListing {
    private final Path root;

    FolderListing(Path root) {
        this.root = root;
    }

    void list(String prefix, Consumer<Listed> each) {
        int slash = prefix.lastIndexOf('/') + 1;
        walk(prefix.substring(0, slash), prefix.substring(slash), each);
    }

    void folders(String prefix, Consumer<String> each) {
        for (Entry entry : entries(prefix, "")) {
            if (entry.isFolder() && holdsAny(prefix + entry.name() + "/")) {
                each.accept(entry.name());
            }
        }
    }

    boolean holdsAny(String prefix) {
        int slash = prefix.lastIndexOf('/') + 1;
        String folder = prefix.substring(0, slash);
        List<Entry> entries = entries(folder, prefix.substring(slash));
        return entries.stream().anyMatch(entry -> !entry.isFolder())
                || entries.stream().anyMatch(entry -> holdsAny(folder + entry.name() + "/"));
    }

    private void walk(String folder, String start, Consumer<Listed> each) {
        for (Entry entry : entries(folder, start)) {
            String key = folder + entry.name();
            if (entry.isFolder()) {
                walk(key + "/", "", each);
            } else {
                each.accept(new Listed(key, entry.size()));
            }
        }
    }

    /**
     * A file or folder.
     *
     * @param order the UTF-8 bytes of the name, for a folder with its slash, so that {@code a-b} comes before
     *     {@code a/b}
     */
    private record Entry(String name, boolean isFolder, long size, byte[] order) {}

    /** The entries of a folder whose names start with a text, in the order of their keys. */
    private List<Entry> entries(String folder, String start) {
        Path path = root.resolve(folder);
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> names = Files.newDirectoryStream(path)) {
            for (Path file : names) {
                String name = file.getFileName().toString();
                if (name.startsWith(start) && !(folder.isEmpty() && name.equals(Keys.SCRATCH))) {
                    add(file, name, entries);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw FileExceptions.of("list", path, new IOException(e));
        } catch (IOException e) {
            throw FileExceptions.of("list", path, e);
        }
        entries.sort((one, other) -> Arrays.compareUnsigned(one.order(), other.order()));
        return entries;
    }

    private static void add(Path file, String name, List<Entry> entries) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            String order = attributes.isDirectory() ? name + "/" : name;
            entries.add(new Entry(
                    name, attributes.isDirectory(), attributes.size(), order.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchFileException gone) {
            return;
        }
    }
}
