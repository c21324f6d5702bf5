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

/** A bundle file (gitformat-bundle(5)): checked at once, which costs a read, and unbundled when somebody asks for its objects. */
public final class Bundle {
    private static final int SHA1_BYTES = 20;
    private static final int MAX_HEADER_LINE = 64 * 1024;
    private final Path file;

    public Bundle(Path file) {
        this.file = file;
    }

    /**
     * Reads the whole file.
     *
     * @throws SandboxException if it is no bundle, needs commits that it hasn't, or its pack was cut off or changed
     */
    public void check() {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            String signature = line(in);
            if (!signature.equals("# v2 git bundle") && !signature.equals("# v3 git bundle")) {
                throw broken("it doesn't begin as a bundle does");
            }
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                if (line.startsWith("-")) {
                    throw broken(
                            "it needs commit " + line.substring(1) + ", which it hasn't: bundle the whole history");
                }
            }
            checkPack(in.readAllBytes());
        } catch (IOException e) {
            throw new SandboxException("The bundle " + file + " can't be read: " + e + ".", e);
        }
    }

    /** A pack ends with the SHA-1 of all that stands before it. */
    private void checkPack(byte[] pack) {
        if (pack.length <= SHA1_BYTES || pack[0] != 'P' || pack[1] != 'A' || pack[2] != 'C' || pack[3] != 'K') {
            throw broken("it has no pack");
        }
        int end = pack.length - SHA1_BYTES;
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(pack, 0, end);
            if (!Arrays.equals(digest.digest(), Arrays.copyOfRange(pack, end, pack.length))) {
                throw broken("its pack doesn't match its checksum, it may have been cut off");
            }
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Unbundles into a new bare repository; its default branch is the bundle's. As GitHub's it has bitmaps of what commits
     * reach (gitformat-bitmap(5)), else every clone would wait until git has counted its objects.
     */
    public BareRepository unbundle(Git git, Path directory) {
        try {
            // By another name first: after a failure the next try begins anew.
            Path made = Files.createTempDirectory(directory.getParent(), "unbundling-");
            git.run("clone", "--quiet", "--bare", file.toString(), made.toString());
            git.run("-C", made.toString(), "multi-pack-index", "write", "--bitmap", "--no-progress");
            Files.move(made, directory);
        } catch (IOException e) {
            throw new SandboxException(
                    "The bundle " + file + " can't be unbundled to " + directory + ": " + e + ".", e);
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
                + ". Make it again (git bundle create NAME.bundle HEAD main), or take it out of the folder.");
    }
}
