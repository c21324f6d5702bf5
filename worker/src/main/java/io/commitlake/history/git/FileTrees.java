package io.commitlake.history.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.DeflaterOutputStream;

/**
 * Trees of one file each, or of none, written as git's loose objects (gitformat-loose(5)) to a folder beside the
 * repository's own: what is fetched stays as it came.
 */
final class FileTrees {
    private static final HexFormat HEX = HexFormat.of();

    private final Path folder;

    /**
     * Trees in a folder.
     *
     * @param folder an empty one that only its owner writes to
     */
    FileTrees(Path folder) {
        this.folder = folder;
    }

    /** Writes the tree of a file's version, the empty one where it isn't there; its sha. */
    String write(TreeDiff.Version version) {
        byte[] tree = tree(version);
        String sha = HEX.formatHex(sha1().digest(tree));
        Path object = object(sha);
        try {
            Files.createDirectories(object.getParent());
            try (OutputStream out = new DeflaterOutputStream(Files.newOutputStream(object))) {
                out.write(tree);
            }
        } catch (IOException failed) {
            throw LocalDisk.failure(object, failed);
        }
        return sha;
    }

    void remove(String sha) {
        try {
            Files.deleteIfExists(object(sha));
        } catch (IOException failed) {
            throw LocalDisk.failure(object(sha), failed);
        }
    }

    private Path object(String sha) {
        return folder.resolve(sha.substring(0, 2)).resolve(sha.substring(2));
    }

    private static byte[] tree(TreeDiff.Version version) {
        ByteArrayOutputStream entries = new ByteArrayOutputStream();
        if (version.isThere()) {
            entries.writeBytes((version.mode() + " f\0").getBytes(StandardCharsets.US_ASCII));
            entries.writeBytes(HEX.parseHex(version.sha()));
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
