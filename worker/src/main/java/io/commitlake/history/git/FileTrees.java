package io.commitlake.history.git;

import io.commitlake.history.git.plumbing.LocalDisk;
import io.commitlake.history.object.GitObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/**
 * Trees of given files, written as loose objects to a folder beside the repository's own: what is fetched stays as it
 * came.
 */
final class FileTrees implements AutoCloseable {
    private final Path folder;

    private FileTrees(Path folder) {
        this.folder = folder;
    }

    /** Trees in a folder of their own, in this one. */
    static FileTrees in(Path parent) {
        try {
            return new FileTrees(Files.createTempDirectory(parent, "trees-"));
        } catch (IOException failed) {
            throw LocalDisk.failure(parent, failed);
        }
    }

    /** For {@code GIT_ALTERNATE_OBJECT_DIRECTORIES} of a git that runs in the parent: a whole path may have a colon in it. */
    String alternate() {
        return String.valueOf(folder.getFileName());
    }

    /** The name that the file at a place in the list has in its tree; git lists them in the order of their places. */
    static String name(int place) {
        return "%08d".formatted(place);
    }

    /** Writes a tree of those versions that are there; its sha. */
    String write(List<TreeDiff.Version> versions) {
        ByteArrayOutputStream tree = new ByteArrayOutputStream();
        for (int i = 0; i < versions.size(); i++) {
            TreeDiff.Version version = versions.get(i);
            if (version.isThere()) {
                tree.writeBytes((version.mode() + " " + name(i) + "\0").getBytes(StandardCharsets.US_ASCII));
                tree.writeBytes(HexFormat.of().parseHex(version.sha()));
            }
        }
        try {
            return GitObject.write(folder, "tree", tree.toByteArray());
        } catch (IOException failed) {
            throw LocalDisk.failure(folder, failed);
        }
    }

    /** Removes all trees. */
    void clear() {
        try (DirectoryStream<Path> fanOuts = Files.newDirectoryStream(folder)) {
            for (Path fanOut : fanOuts) {
                LocalDisk.remove(fanOut);
            }
        } catch (IOException failed) {
            throw LocalDisk.failure(folder, failed);
        }
    }

    @Override
    public void close() {
        try {
            LocalDisk.remove(folder);
        } catch (IOException failed) {
            throw LocalDisk.failure(folder, failed);
        }
    }
}
