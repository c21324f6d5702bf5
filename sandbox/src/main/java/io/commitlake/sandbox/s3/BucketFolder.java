package io.commitlake.sandbox.s3;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The bucket's folder as an earlier process left it. s3proxy keeps an object's ETag in an extended attribute of its
 * file. A copy made without attributes lacks it, and an interrupted put leaves a temporary file that would be listed as
 * an object.
 */
final class BucketFolder {
    private static final String ETAG = "user.content-md5";
    /** A key with an extension, followed by s3proxy's random suffix. */
    private static final Pattern INTERRUPTED =
            Pattern.compile(".+\\.[A-Za-z0-9]+-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Path folder;

    BucketFolder(Path folder) {
        this.folder = folder;
    }

    /** Deletes the files of interrupted puts, and adds an ETag to every object that lacks one. */
    void repair() throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        requireExtendedAttributes();
        for (Path file : files) {
            UserDefinedFileAttributeView attributes = attributes(file);
            if (attributes.list().contains(ETAG)) {
                continue;
            }
            if (INTERRUPTED.matcher(file.getFileName().toString()).matches()) {
                Files.delete(file);
            } else {
                attributes.write(ETAG, ByteBuffer.wrap(md5(file)));
            }
        }
    }

    /** Fails early: without extended attributes objects would have no ETag, so {@code If-Match} couldn't work. */
    private void requireExtendedAttributes() throws IOException {
        Path probe = Files.createTempFile(folder, ".probe", "");
        try {
            attributes(probe).write(ETAG, ByteBuffer.wrap(new byte[1]));
        } finally {
            Files.delete(probe);
        }
    }

    private static UserDefinedFileAttributeView attributes(Path file) throws IOException {
        var view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        if (view == null) {
            throw new IOException("no extended attributes");
        }
        return view;
    }

    private static byte[] md5(Path file) throws IOException {
        try (var in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("MD5"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return in.getMessageDigest().digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
