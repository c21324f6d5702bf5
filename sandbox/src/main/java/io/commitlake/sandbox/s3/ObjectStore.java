package io.commitlake.sandbox.s3;

import io.commitlake.sandbox.error.SandboxException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** An S3 on this machine, by s3proxy: path-style addresses, signatures of version 4, one bucket; an object is a file of its key's name. */
public final class ObjectStore implements AutoCloseable {
    public static final String BUCKET = "github";
    private final S3Proxy proxy;
    private final String host;

    /**
     * Answers when it returns.
     *
     * @param port 0 for a free one
     * @param folder made where it isn't there; the bucket is a folder in it
     */
    public ObjectStore(String host, int port, Path folder, S3Keys keys) {
        this.host = host;
        try {
            Files.createDirectories(folder.resolve(BUCKET));
            new BucketFolder(folder.resolve(BUCKET)).repair();
        } catch (IOException e) {
            throw new SandboxException(
                    "--s3-data " + folder + " can't be used: " + e
                            + ". Choose a folder that you may write to, on a file system with extended attributes.",
                    e);
        }
        proxy = S3Proxy.builder()
                .blobStore(new ConditionalPuts(new FilesystemNio2BlobStore(folder.toString())))
                .endpoint(URI.create("http://" + host + ":" + port))
                .awsAuthentication(AuthenticationType.AWS_V4, keys.accessKeyId(), keys.secretAccessKey())
                .stopTimeout(0) // else it waits for connections that clients keep open, and fails
                .build();
        try {
            proxy.start();
        } catch (Exception e) { // it declares no less
            throw new SandboxException(
                    "Port " + port + " on " + host + " can't be had for the S3 (" + e.getMessage()
                            + "): choose another --s3-port, or none for a free one.",
                    e);
        }
    }

    public String address() {
        return "http://" + host + ":" + proxy.getPort();
    }

    @Override
    public void close() {
        try {
            proxy.stop();
        } catch (Exception e) { // it declares no less
            throw new SandboxException("The S3 didn't stop: " + e.getMessage(), e);
        }
    }
}
