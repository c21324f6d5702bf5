package io.commitlake.simulation;

import io.commitlake.storage.Layout;
import io.commitlake.testing.MadeUpS3;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The AWS SDK's client of one simulated process: a wire that delays, loses and repeats requests, and the SDK's retries.
 * Each request has two scheduling points, before it is sent and while it is on its way. Once sent it takes effect even
 * if the process is killed. Listings come in pages of a few keys.
 */
final class StoreClient implements S3Client {
    private static final int ATTEMPTS = 4;
    private static final int PAGE = 3;
    /** Puts of files that several processes change. */
    private static final List<String> CHANGED_BY_MANY =
            List.of("put " + Layout.REPOSITORIES, "put " + Layout.DATA_FILES);

    private final SimulatedStore store;
    private final Scheduler scheduler;
    private final Faults faults;
    private final String owner;

    StoreClient(SimulatedStore store, Scheduler scheduler, Faults faults, String owner) {
        this.store = store;
        this.scheduler = scheduler;
        this.faults = faults;
        this.owner = owner;
    }

    /** The server's answer, once it has one. */
    private static final class Answer<T> {
        private @Nullable T value;
        private @Nullable S3Exception refusal;

        void take(Supplier<T> effect) {
            try {
                value = effect.get();
            } catch (S3Exception refused) {
                refusal = refused;
            }
        }

        T get() {
            if (refusal != null) {
                throw refusal;
            }
            return Objects.requireNonNull(value);
        }
    }

    private <T> T call(String words, boolean conditional, Supplier<T> effect) {
        if (conditional || CHANGED_BY_MANY.stream().anyMatch(words::startsWith)) {
            Objects.requireNonNull(scheduler.running()).reach(SimulatedProcess.Place.CHANGE);
        }
        for (int attempt = 1; ; attempt++) {
            try {
                return send(words, faults.wire(words, conditional), effect);
            } catch (SdkException failed) {
                boolean retried = !(failed instanceof S3Exception refused)
                        || refused.statusCode() >= 500
                        || refused.statusCode() == 409;
                if (!retried || attempt == ATTEMPTS) {
                    throw failed;
                }
            }
            scheduler.sleep(Duration.ofMillis(100L << attempt));
        }
    }

    private <T> T send(String words, Faults.Wire fault, Supplier<T> effect) {
        reachWrite(words);
        scheduler.sleep(faults.delay(words));
        Answer<T> answer = new Answer<>();
        Duration there = fault == Faults.Wire.LATE ? faults.late() : faults.delay(words);
        if (fault.takesEffect()) {
            scheduler.after(there, () -> {
                answer.take(effect);
                scheduler.trace().add(scheduler.now(), owner, () -> words + outcome(answer, fault));
            });
        } else {
            scheduler.trace().add(scheduler.now(), owner, () -> words + " " + fault);
        }
        reachWrite(words);
        boolean timesOut = fault == Faults.Wire.LOST || fault == Faults.Wire.LATE;
        scheduler.sleep(timesOut ? Faults.TIMEOUT : there.plus(faults.delay(words)));
        return switch (fault) {
            case GOOD -> answer.get();
            case LOST, LATE -> throw SdkClientException.create("simulated: read timed out");
            case UNSENT -> throw SdkClientException.create("simulated: connection reset");
            case FALSE_ERROR -> throw MadeUpS3.refusal(500, "InternalError");
            case REFUSED -> throw MadeUpS3.refusal(503, "SlowDown");
            case CONFLICT -> throw MadeUpS3.refusal(409, "ConditionalRequestConflict");
        };
    }

    /** A key in the trace, and for the faults of its kind of request. */
    private static String name(String key) {
        return key.startsWith(Layout.ICEBERG) ? CatalogChecks.masked(key) : key;
    }

    /** The end of an object, if a request asks for that alone. */
    private static byte[] ranged(byte[] content, @Nullable String range) {
        int most = range == null ? content.length : Integer.parseInt(range.replace("bytes=-", ""));
        return Arrays.copyOfRange(content, Math.max(0, content.length - most), content.length);
    }

    private void reachWrite(String words) {
        if (words.startsWith("put ") || words.startsWith("delete ")) {
            Objects.requireNonNull(scheduler.running()).reachWrite(faults.isCritical(words));
        }
    }

    private static String outcome(Answer<?> answer, Faults.Wire fault) {
        return (answer.refusal == null ? "" : " " + answer.refusal.statusCode())
                + (fault == Faults.Wire.GOOD ? "" : " " + fault);
    }

    @Override
    public <T> T getObject(GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> transformer) {
        SimulatedStore.Stored stored = call("get " + name(request.key()), false, () -> store.get(request.key()));
        byte[] content = ranged(stored.content(), request.range());
        GetObjectResponse response = GetObjectResponse.builder()
                .eTag(stored.tag())
                .contentLength((long) content.length)
                .build();
        try {
            return transformer.transform(response, AbortableInputStream.create(new ByteArrayInputStream(content)));
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public HeadObjectResponse headObject(HeadObjectRequest request) {
        return call("head " + name(request.key()), false, () -> {
            SimulatedStore.Stored stored = store.get(request.key());
            String now =
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(scheduler.now().atOffset(ZoneOffset.UTC));
            HeadObjectResponse.Builder head = HeadObjectResponse.builder()
                    .eTag(stored.tag())
                    .lastModified(stored.at())
                    .contentLength((long) stored.content().length);
            head.sdkHttpResponse(SdkHttpResponse.builder()
                    .statusCode(200)
                    .putHeader("Date", now)
                    .build());
            return head.build();
        });
    }

    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
        byte[] content;
        try (InputStream in = body.contentStreamProvider().newStream()) {
            content = in.readAllBytes();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        boolean ifAbsent = request.ifNoneMatch() != null;
        Optional<String> ifMatch = Optional.ofNullable(request.ifMatch());
        String words =
                "put " + name(request.key()) + (ifAbsent ? " if absent" : ifMatch.isPresent() ? " if match" : "");
        return call(
                words,
                ifAbsent || ifMatch.isPresent(),
                () -> PutObjectResponse.builder()
                        .eTag(store.put(request.key(), content, ifAbsent, ifMatch)
                                .tag())
                        .build());
    }

    @Override
    public DeleteObjectResponse deleteObject(DeleteObjectRequest request) {
        return call("delete " + request.key(), false, () -> {
            store.delete(request.key());
            return DeleteObjectResponse.builder().build();
        });
    }

    @Override
    public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
        String after = Optional.ofNullable(request.continuationToken()).orElse("");
        if (request.delimiter() != null) {
            return call(
                    "list folders " + request.prefix(),
                    false,
                    () -> ListObjectsV2Response.builder()
                            .commonPrefixes(store.list(request.prefix(), "", Integer.MAX_VALUE).stream()
                                    .map(key -> key.substring(request.prefix().length()))
                                    .filter(name -> name.contains(request.delimiter()))
                                    .map(name -> name.substring(0, name.indexOf(request.delimiter()) + 1))
                                    .distinct()
                                    .map(name -> CommonPrefix.builder()
                                            .prefix(request.prefix() + name)
                                            .build())
                                    .toList())
                            .isTruncated(false)
                            .build());
        }
        return call("list " + request.prefix() + (after.isEmpty() ? "" : " after " + after), false, () -> {
            List<String> keys = store.list(request.prefix(), after, PAGE);
            return ListObjectsV2Response.builder()
                    .contents(keys.stream()
                            .map(key -> S3Object.builder()
                                    .key(key)
                                    .size((long) store.get(key).content().length)
                                    .build())
                            .toList())
                    .isTruncated(keys.size() == PAGE)
                    .nextContinuationToken(keys.isEmpty() ? null : keys.getLast())
                    .build();
        });
    }

    @Override
    public ListMultipartUploadsResponse listMultipartUploads(ListMultipartUploadsRequest request) {
        return ListMultipartUploadsResponse.builder().isTruncated(false).build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
