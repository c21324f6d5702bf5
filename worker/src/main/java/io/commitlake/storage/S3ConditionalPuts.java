package io.commitlake.storage;

import io.commitlake.model.CommitlakeException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Puts objects under the conditions in "Conditional writes", S3 User Guide. If the store refuses a put, compares the
 * object with the content, because an earlier attempt of the same put may have succeeded.
 */
final class S3ConditionalPuts {
    /** The number of times that an object may vanish between a refused put and the read after it. */
    private static final int MAX_VANISHINGS = 10;

    /** The version of an object for which the store gives no ETag, such as a file that was copied into its folder. */
    static final String NO_VERSION = "";

    private final Storage storage;
    private final S3Client client;
    private final StorageLocation.Bucket bucket;
    private final S3Exceptions exceptions;

    /**
     * Puts into a bucket.
     *
     * @param storage reads the objects of the same bucket
     */
    S3ConditionalPuts(Storage storage, S3Client client, StorageLocation.Bucket bucket, S3Exceptions exceptions) {
        this.storage = storage;
        this.client = client;
        this.bucket = bucket;
        this.exceptions = exceptions;
    }

    boolean putIfAbsent(String key, byte[] content) {
        return putIfAbsent(
                key,
                () -> putIf(putTo(key).ifNoneMatch("*"), RequestBody.fromBytes(content)),
                () -> holds(key, content));
    }

    boolean putIfAbsent(String key, Path file) {
        return putIfAbsent(
                key,
                () -> putFileIf(putTo(key).ifNoneMatch("*"), key, file, Optional.empty()),
                () -> Download.equal(storage, key, file));
    }

    boolean putIfMatch(String key, byte[] content, String version) {
        return putIf(putTo(key).ifMatch(known(key, version)), RequestBody.fromBytes(content))
                || holds(key, content).orElse(false);
    }

    boolean putIfMatch(String key, Path file, String version) {
        return putFileIf(putTo(key).ifMatch(known(key, version)), key, file, Optional.of(version))
                || Download.equal(storage, key, file).orElse(false);
    }

    /**
     * Puts an object unless the key has one.
     *
     * @param put returns whether the condition held
     * @param same compares the existing object; empty if it vanished
     */
    private boolean putIfAbsent(String key, BooleanSupplier put, Supplier<Optional<Boolean>> same) {
        for (int vanished = 0; vanished < MAX_VANISHINGS; vanished++) {
            if (put.getAsBoolean()) {
                return true;
            }
            Optional<Boolean> there = same.get();
            if (there.isPresent()) {
                return there.get();
            }
        }
        throw CommitlakeException.store("put s3://" + bucket.name() + "/" + fullKey(key)
                + ": the store says that the object exists, but a read doesn't find it");
    }

    /**
     * Puts a local file under a condition. A store may refuse it before it has read the file, and close the connection:
     * then the put fails, and only the object's version shows that the store refused it.
     *
     * @param required the version that the condition requires; empty if it requires that there is no object
     */
    private boolean putFileIf(PutObjectRequest.Builder put, String key, Path file, Optional<String> required) {
        try {
            return putIf(put, S3FilePut.whole(file));
        } catch (CommitlakeException failed) {
            if (storage.version(key).equals(required)) {
                throw failed;
            }
            return false;
        }
    }

    /** Puts an object under a condition. Returns false if it fails, even if only for the SDK's retry of a success. */
    private boolean putIf(PutObjectRequest.Builder request, RequestBody content) {
        PutObjectRequest put = request.build();
        try {
            client.putObject(put, content);
            return true;
        } catch (S3Exception e) {
            if (S3Exceptions.isPreconditionFailed(e) || S3Exceptions.isAbsent(e)) {
                return false;
            }
            throw exceptions.translate("put", put.key(), e);
        } catch (SdkException e) {
            throw exceptions.translate("put", put.key(), e);
        }
    }

    /** Whether an object has the given content; empty if there is no object. */
    private Optional<Boolean> holds(String key, byte[] content) {
        return storage.get(key).map(there -> Arrays.equals(there.content(), content));
    }

    /** Without a version, the SDK would put without a condition. */
    private String known(String key, String version) {
        if (version.equals(NO_VERSION)) {
            throw CommitlakeException.store(
                    "put s3://" + bucket.name() + "/" + fullKey(key)
                            + ": the store gives no ETag for the object, so it can't be replaced safely; upload the object again");
        }
        return version;
    }

    private PutObjectRequest.Builder putTo(String key) {
        return PutObjectRequest.builder().bucket(bucket.name()).key(fullKey(key));
    }

    private String fullKey(String key) {
        return bucket.keyPrefix() + Keys.checked(key);
    }
}
