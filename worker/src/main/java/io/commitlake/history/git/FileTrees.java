package io.commitlake.history.git;

import io.commitlake.history.git.plumbing.LocalDisk;
import io.commitlake.history.object.LooseObjects;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/**
 * Writes trees of selected files as loose objects. They go to a folder of their own, so that the fetched objects stay
 * unchanged.
 */
final class FileTrees implements AutoCloseable {
    private final Path folder;

    private FileTrees(Path folder) {
        this.folder = folder;
    }

    /** Creates a temporary folder for trees in the parent folder. */
    static FileTrees createIn(Path parent) {
        try {
            return new FileTrees(Files.createTempDirectory(parent, "trees-"));
        } catch (IOException failed) {
            throw LocalDisk.failure(parent, failed);
        }
    }

    /**
     * The value of {@code GIT_ALTERNATE_OBJECT_DIRECTORIES} for a Git that runs in the parent folder. It is relative,
     * because an absolute path could contain a colon, which separates directories.
     */
    String alternateDirectory() {
        return String.valueOf(folder.getFileName());
    }

    /** The name of the file at an index in its tree. The padding makes Git list the files in the order of indexes. */
    static String fileName(int index) {
        return "%08d".formatted(index);
    }

    /** Writes a tree of the versions that exist, and returns its SHA. */
    String write(List<TreeDiff.Version> versions) {
        ByteArrayOutputStream tree = new ByteArrayOutputStream();
        for (int i = 0; i < versions.size(); i++) {
            TreeDiff.Version version = versions.get(i);
            if (version.exists()) {
                tree.writeBytes((version.mode() + " " + fileName(i) + "\0").getBytes(StandardCharsets.US_ASCII));
                tree.writeBytes(HexFormat.of().parseHex(version.sha()));
            }
        }
        try {
            return LooseObjects.write(folder, "tree", tree.toByteArray());
        } catch (IOException failed) {
            throw LocalDisk.failure(folder, failed);
        }
    }

    /** Removes all trees, but not their folder. */
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
