package io.commitlake.storage;

import io.commitlake.model.meter.Meter;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A storage in an S3 bucket. An object's version is its ETag. */
final class S3Storage implements Storage {
    /** The size in bytes up to which a file goes in one put, and of the parts of larger files. */
    static final long PART_SIZE = 64L << 20;

    private final S3Client client;
    private final StorageLocation.Bucket bucket;
    private final S3Exceptions exceptions;
    private final S3FilePut filePut;
    private final S3ConditionalPuts conditionalPuts;
    private final S3Uploads uploads;

    S3Storage(S3Client client, StorageLocation.Bucket bucket, S3Exceptions exceptions, long partSize) {
        this.client = client;
        this.bucket = bucket;
        this.exceptions = exceptions;
        this.filePut = new S3FilePut(client, bucket.name(), partSize);
        this.conditionalPuts = new S3ConditionalPuts(this, client, bucket, exceptions);
        this.uploads = new S3Uploads(client, bucket);
    }

    static S3Storage open(StorageLocation.Bucket bucket, S3Access access) {
        return open(bucket, access, Meter.NONE);
    }

    static S3Storage open(StorageLocation.Bucket bucket, S3Access access, Meter meter) {
        return open(bucket, S3Clients.client(access, meter), access, PART_SIZE);
    }

    static S3Storage open(StorageLocation.Bucket bucket, S3Access access, long partSize) {
        return open(bucket, S3Clients.client(access), access, partSize);
    }

    private static S3Storage open(StorageLocation.Bucket bucket, S3Client client, S3Access access, long partSize) {
        return new S3Storage(client, bucket, new S3Exceptions(bucket.name(), access.endpoint()), partSize);
    }

    @Override
    public void check() {
        // Not a HEAD request: its error response has no body, and so gives no reason.
        call(
                "list",
                bucket.keyPrefix(),
                () -> client.listObjectsV2(list ->
                        list.bucket(bucket.name()).prefix(bucket.keyPrefix()).maxKeys(1)));
    }

    @Override
    public Optional<Stored> get(String key) {
        String fullKey = fullKey(key);
        return call("get", fullKey, () -> {
            try {
                ResponseBytes<GetObjectResponse> object =
                        client.getObjectAsBytes(get -> get.bucket(bucket.name()).key(fullKey));
                return Optional.of(new Stored(
                        object.asByteArrayUnsafe(), versionOf(object.response().eTag())));
            } catch (S3Exception e) {
                return absentOr(e);
            }
        });
    }

    @Override
    public Optional<byte[]> tail(String key, int bytes) {
        String fullKey = fullKey(key);
        return call("get", fullKey, () -> {
            try {
                return Optional.of(client.getObjectAsBytes(
                                get -> get.bucket(bucket.name()).key(fullKey).range("bytes=-" + bytes))
                        .asByteArrayUnsafe());
            } catch (S3Exception e) {
                return absentOr(e);
            }
        });
    }

    @Override
    public Optional<String> version(String key) {
        String fullKey = fullKey(key);
        return call("look at", fullKey, () -> {
            try {
                return Optional.of(versionOf(
                        client.headObject(head -> head.bucket(bucket.name()).key(fullKey))
                                .eTag()));
            } catch (S3Exception e) {
                return absentOr(e);
            }
        });
    }

    private static String versionOf(@Nullable String eTag) {
        return Objects.requireNonNullElse(eTag, S3ConditionalPuts.NO_VERSION);
    }

    @Override
    public Optional<Duration> age(String key) {
        String fullKey = fullKey(key);
        return call("look at", fullKey, () -> {
            try {
                HeadObjectResponse object =
                        client.headObject(head -> head.bucket(bucket.name()).key(fullKey));
                Duration age = Duration.between(object.lastModified(), now(object));
                return Optional.of(age.isNegative() ? Duration.ZERO : age);
            } catch (S3Exception e) {
                return absentOr(e);
            }
        });
    }

    /** The time on the store's clock, from the Date field that servers with a clock send (RFC 9110, 6.6.1). */
    private static Instant now(HeadObjectResponse answer) {
        try {
            return answer.sdkHttpResponse()
                    .firstMatchingHeader("Date")
                    .map(date -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)))
                    .orElseGet(Instant::now);
        } catch (DateTimeException unreadable) {
            return Instant.now();
        }
    }

    @Override
    public boolean download(String key, Path file) {
        String fullKey = fullKey(key);
        return Download.into(
                file,
                part -> call("download to " + file + " from", fullKey, () -> {
                    try {
                        GetObjectResponse object = client.getObject(
                                get -> get.bucket(bucket.name()).key(fullKey), part);
                        return Optional.of(object.contentLength());
                    } catch (S3Exception e) {
                        return S3Storage.<Long>absentOr(e);
                    }
                }));
    }

    @Override
    public void put(String key, byte[] content) {
        String fullKey = fullKey(key);
        call(
                "put",
                fullKey,
                () -> client.putObject(put -> put.bucket(bucket.name()).key(fullKey), RequestBody.fromBytes(content)));
    }

    @Override
    public void put(String key, Path file) {
        String fullKey = fullKey(key);
        call("put", fullKey, () -> {
            filePut.put(fullKey, file);
            return true;
        });
    }

    @Override
    public boolean putIfAbsent(String key, byte[] content) {
        return conditionalPuts.putIfAbsent(key, content);
    }

    @Override
    public boolean putIfAbsent(String key, Path file) {
        return conditionalPuts.putIfAbsent(key, file);
    }

    @Override
    public boolean putIfMatch(String key, byte[] content, String version) {
        return conditionalPuts.putIfMatch(key, content, version);
    }

    @Override
    public boolean putIfMatch(String key, Path file, String version) {
        return conditionalPuts.putIfMatch(key, file, version);
    }

    @Override
    public void delete(String key) {
        String fullKey = fullKey(key);
        call("delete", fullKey, () -> {
            try {
                client.deleteObject(delete -> delete.bucket(bucket.name()).key(fullKey));
                return true;
            } catch (S3Exception e) {
                // For a missing object AWS answers 204, but other stores answer 404.
                return S3Storage.<Boolean>absentOr(e).orElse(false);
            }
        });
    }

    @Override
    public void list(String prefix, Consumer<Listed> each) {
        String fullKey = bucket.keyPrefix() + Keys.checkedPrefix(prefix);
        eachPage(
                "list",
                fullKey,
                list -> list.prefix(fullKey),
                page -> page.contents()
                        .forEach(object -> each.accept(new Listed(
                                object.key().substring(bucket.keyPrefix().length()), object.size()))));
    }

    @Override
    public boolean holdsAny(String prefix) {
        String fullKey = bucket.keyPrefix() + Keys.checkedPrefix(prefix);
        ListObjectsV2Response page = call(
                "list",
                fullKey,
                () -> client.listObjectsV2(
                        list -> list.bucket(bucket.name()).prefix(fullKey).maxKeys(1)));
        return !page.contents().isEmpty();
    }

    @Override
    public void listFolders(String prefix, Consumer<String> each) {
        String fullKey = bucket.keyPrefix() + Keys.checkedFolder(prefix);
        eachPage(
                "list folders",
                fullKey,
                list -> list.prefix(fullKey).delimiter("/"),
                page -> page.commonPrefixes()
                        .forEach(folder -> each.accept(folder.prefix()
                                .substring(fullKey.length(), folder.prefix().length() - 1))));
    }

    /** Translates only the exceptions of the requests: those of {@code each} pass unchanged. */
    private void eachPage(
            String operation,
            String fullKey,
            Consumer<ListObjectsV2Request.Builder> filter,
            Consumer<ListObjectsV2Response> each) {
        Optional<String> next = Optional.empty();
        do {
            ListObjectsV2Request.Builder request =
                    ListObjectsV2Request.builder().bucket(bucket.name());
            filter.accept(request);
            next.ifPresent(request::continuationToken);
            ListObjectsV2Response page = call(operation, fullKey, () -> client.listObjectsV2(request.build()));
            each.accept(page);
            next = Boolean.TRUE.equals(page.isTruncated())
                    ? Optional.of(page.nextContinuationToken())
                    : Optional.empty();
        } while (next.isPresent());
    }

    @Override
    public long removeUnfinishedPuts(Instant before) {
        return call("list the unfinished uploads of", bucket.keyPrefix(), () -> uploads.startedBefore(before)).stream()
                .filter(upload -> call("abort the upload of", upload.key(), () -> uploads.abort(upload)))
                .count();
    }

    @Override
    public String location() {
        return bucket.toString();
    }

    @Override
    public void close() {
        client.close();
    }

    @Override
    public String toString() {
        return location();
    }

    private String fullKey(String key) {
        return bucket.keyPrefix() + Keys.checked(key);
    }

    private static <T> Optional<T> absentOr(S3Exception refusal) {
        if (S3Exceptions.isAbsent(refusal)) {
            return Optional.empty();
        }
        throw refusal;
    }

    private <T> T call(String operation, String fullKey, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw exceptions.translate(operation, fullKey, e);
        }
    }
}
