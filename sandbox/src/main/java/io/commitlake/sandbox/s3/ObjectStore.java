package io.commitlake.sandbox.s3;

import io.commitlake.sandbox.error.SandboxException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * A local S3 server on s3proxy: path-style addresses, version 4 signatures, one bucket. Each object is a file named
 * after its key.
 */
public final class ObjectStore implements AutoCloseable {
    public static final String BUCKET = "github";
    private final S3Proxy proxy;
    private final String host;

    /**
     * Starts the server, which answers once the constructor returns.
     *
     * @param port the port; 0 for a free one
     * @param folder the folder that holds the bucket's folder; created if absent
     */
    public ObjectStore(String host, int port, Path folder, S3Keys keys) {
        this.host = host;
        try {
            Files.createDirectories(folder.resolve(BUCKET));
            new BucketFolder(folder.resolve(BUCKET)).repair();
        } catch (IOException e) {
            throw new SandboxException(
                    "--s3-data " + folder + " can't be used: " + e
                            + ". Choose a writable folder on a file system with extended attributes.",
                    e);
        }
        proxy = S3Proxy.builder()
                .blobStore(new FlatListings(
                        new ConditionalPuts(new FilesystemNio2BlobStore(folder.toString())),
                        folder.toAbsolutePath().normalize()))
                .endpoint(URI.create("http://" + host + ":" + port))
                .awsAuthentication(AuthenticationType.AWS_V4, keys.accessKeyId(), keys.secretAccessKey())
                .stopTimeout(0) // don't wait for connections that clients keep open, which would fail
                .build();
        try {
            proxy.start();
        } catch (Exception e) { // S3Proxy declares Exception
            throw new SandboxException(
                    "Port " + port + " on " + host + " isn't available for the S3 server (" + e.getMessage()
                            + "): choose another --s3-port, or omit it for a free one.",
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
        } catch (Exception e) { // S3Proxy declares Exception
            throw new SandboxException("The S3 server didn't stop: " + e.getMessage(), e);
        }
    }
}
