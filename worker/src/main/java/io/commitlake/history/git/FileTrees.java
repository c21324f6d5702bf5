package io.commitlake.history.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.DeflaterOutputStream;

/**
 * Trees of given files, written as git's loose objects (gitformat-loose(5)) to a folder beside the repository's own: what
 * is fetched stays as it came.
 */
final class FileTrees implements AutoCloseable {
    private static final HexFormat HEX = HexFormat.of();

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
        byte[] tree = tree(versions);
        String sha = HEX.formatHex(sha1().digest(tree));
        Path fanOut = folder.resolve(sha.substring(0, 2));
        Path object = fanOut.resolve(sha.substring(2));
        try {
            // One level: when all of it was removed, for the process is about to end, nothing comes back.
            if (!Files.exists(fanOut)) {
                Files.createDirectory(fanOut);
            }
            try (OutputStream out = new DeflaterOutputStream(Files.newOutputStream(object))) {
                out.write(tree);
            }
        } catch (IOException failed) {
            throw LocalDisk.failure(object, failed);
        }
        return sha;
    }

    /** Removes all trees. */
    void clear() {
        try (DirectoryStream<Path> fanOuts = Files.newDirectoryStream(folder)) {
            for (Path fanOut : fanOuts) {
                try (DirectoryStream<Path> objects = Files.newDirectoryStream(fanOut)) {
                    for (Path object : objects) {
                        Files.delete(object);
                    }
                }
                Files.delete(fanOut);
            }
        } catch (IOException failed) {
            throw LocalDisk.failure(folder, failed);
        }
    }

    @Override
    public void close() {
        if (Files.exists(folder)) {
            clear();
            try {
                Files.delete(folder);
            } catch (IOException failed) {
                throw LocalDisk.failure(folder, failed);
            }
        }
    }

    private static byte[] tree(List<TreeDiff.Version> versions) {
        ByteArrayOutputStream entries = new ByteArrayOutputStream();
        for (int i = 0; i < versions.size(); i++) {
            TreeDiff.Version version = versions.get(i);
            if (version.isThere()) {
                entries.writeBytes((version.mode() + " " + name(i) + "\0").getBytes(StandardCharsets.US_ASCII));
                entries.writeBytes(HEX.parseHex(version.sha()));
            }
        }
        ByteArrayOutputStream tree = new ByteArrayOutputStream();
        tree.writeBytes(("tree " + entries.size() + "\0").getBytes(StandardCharsets.US_ASCII));
        tree.writeBytes(entries.toByteArray());
        return tree.toByteArray();
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
