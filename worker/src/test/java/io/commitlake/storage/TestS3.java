package io.commitlake.storage;

import io.commitlake.model.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** An S3Proxy server in this JVM, with one bucket and its objects in a folder. */
public final class TestS3 implements AutoCloseable {
    public static final String BUCKET = "lake";
    public static final String ACCESS_KEY = "TESTACCESSKEY";
    public static final String SECRET_KEY = "a-secret-that-nobody-sees";

    private final S3Proxy proxy;

    private TestS3(S3Proxy proxy) {
        this.proxy = proxy;
    }

    /** Starts a server for an empty folder. */
    public static TestS3 start(Path folder) {
        try {
            Files.createDirectories(folder.resolve(BUCKET));
            S3Proxy proxy = S3Proxy.builder()
                    .blobStore(new FilesystemNio2BlobStore(folder.toString()))
                    .endpoint(URI.create("http://127.0.0.1:0"))
                    .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                    .ignoreUnknownHeaders(true)
                    .build();
            proxy.start();
            return new TestS3(proxy);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("S3Proxy didn't start", e);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + proxy.getPort());
    }

    /** Access with the server's keys. */
    public S3Access access() {
        return access(ACCESS_KEY, SECRET_KEY);
    }

    public S3Access access(String key, String secret) {
        return new S3Access(
                Optional.of(endpoint()), Optional.empty(), Optional.of(key), Optional.of(new Secret(secret)));
    }

    @Override
    public void close() {
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new IllegalStateException("S3Proxy didn't stop", e);
        }
    }
}
