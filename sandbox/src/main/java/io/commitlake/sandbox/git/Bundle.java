package io.commitlake.sandbox.git;

import io.commitlake.sandbox.error.SandboxException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * A bundle file (gitformat-bundle(5)). {@link #check} only reads the file; {@link #unbundle} unpacks it once somebody
 * needs its objects.
 */
public final class Bundle {
    private static final int SHA1_BYTES = 20;
    private static final int MAX_HEADER_LINE = 64 * 1024;
    private final Path file;

    public Bundle(Path file) {
        this.file = file;
    }

    /**
     * Reads the whole file and verifies it.
     *
     * @throws SandboxException if the file isn't a bundle, lacks a commit that it needs, or its pack is truncated or
     *     changed
     */
    public void check() {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            String signature = line(in);
            if (!signature.equals("# v2 git bundle") && !signature.equals("# v3 git bundle")) {
                throw broken("it doesn't start with a bundle's signature");
            }
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                if (line.startsWith("-")) {
                    throw broken("it lacks commit " + line.substring(1) + ", which it needs: bundle the whole history");
                }
            }
            checkPack(in.readAllBytes());
        } catch (IOException e) {
            throw new SandboxException("The bundle " + file + " can't be read: " + e + ".", e);
        }
    }

    /** Verifies the SHA-1 at the end of the pack, which covers everything before it. */
    private void checkPack(byte[] pack) {
        if (pack.length <= SHA1_BYTES || pack[0] != 'P' || pack[1] != 'A' || pack[2] != 'C' || pack[3] != 'K') {
            throw broken("it has no pack");
        }
        int end = pack.length - SHA1_BYTES;
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(pack, 0, end);
            if (!Arrays.equals(digest.digest(), Arrays.copyOfRange(pack, end, pack.length))) {
                throw broken("its pack doesn't match its checksum, so it may be truncated");
            }
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Unpacks into a new bare repository with the bundle's default branch. It gets reachability bitmaps
     * (gitformat-bitmap(5)), as on GitHub; without them, every clone would wait while Git counts objects.
     */
    public BareRepository unbundle(Git git, Path directory) {
        try {
            // Unpack under another name first, so that a retry after a failure starts from scratch.
            Path made = Files.createTempDirectory(directory.getParent(), "unbundling-");
            git.run("clone", "--quiet", "--bare", file.toString(), made.toString());
            git.run("-C", made.toString(), "multi-pack-index", "write", "--bitmap", "--no-progress");
            Files.move(made, directory);
        } catch (IOException e) {
            throw new SandboxException("The bundle " + file + " can't be unpacked to " + directory + ": " + e + ".", e);
        }
        return new BareRepository(git, directory);
    }

    private String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || line.size() > MAX_HEADER_LINE) {
                throw broken("its header doesn't end");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private SandboxException broken(String reason) {
        return new SandboxException("The bundle " + file + " is broken: " + reason
                + ". Create it again (git bundle create NAME.bundle HEAD main), or remove it from the folder.");
    }
}
