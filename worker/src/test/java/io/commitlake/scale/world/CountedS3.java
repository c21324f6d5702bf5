package io.commitlake.scale.world;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
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
import software.amazon.awssdk.services.s3.model.S3Object;

/** The AWS SDK's client of a made-up store: it counts each request, also a refused one, and lets time pass. */
final class CountedS3 implements S3Client {
    /** The time from a request in the bucket's region to the end of its answer. */
    static final Duration ROUND_TRIP = Duration.ofMillis(20);

    /** The largest page of a listing. */
    private static final int PAGE = 1000;

    private final MadeUpStore store;
    private final VirtualTime time;
    private final Requests requests;

    CountedS3(MadeUpStore store, VirtualTime time, Requests requests) {
        this.store = store;
        this.time = time;
        this.requests = requests;
    }

    private <T> T call(String kind, Supplier<T> effect) {
        requests.add("store " + kind, 1);
        time.sleep(ROUND_TRIP);
        return time.outside(effect);
    }

    @Override
    public <T> T getObject(GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> transformer) {
        MadeUpStore.Stored stored = call("GET", () -> store.find(request.key()));
        byte[] content = time.outside(() -> store.content(stored));
        requests.add("store bytes down", content.length);
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
        MadeUpStore.Stored stored = call("HEAD", () -> store.find(request.key()));
        HeadObjectResponse.Builder head = HeadObjectResponse.builder()
                .eTag(stored.tag())
                .lastModified(stored.at())
                .contentLength((long) stored.place().length());
        head.sdkHttpResponse(SdkHttpResponse.builder()
                .statusCode(200)
                .putHeader(
                        "Date",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(time.now().atOffset(ZoneOffset.UTC)))
                .build());
        return head.build();
    }

    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
        long length = body.optionalContentLength().orElseThrow();
        requests.add("store bytes up", length);
        MadeUpStore.Stored stored = call(
                "PUT",
                () -> store.forgets(request.key())
                        ? store.forget(length)
                        : store.put(
                                request.key(),
                                content(body),
                                request.ifNoneMatch() != null,
                                Optional.ofNullable(request.ifMatch())));
        return PutObjectResponse.builder().eTag(stored.tag()).build();
    }

    private static byte[] content(RequestBody body) {
        try (InputStream in = body.contentStreamProvider().newStream()) {
            return in.readAllBytes();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public DeleteObjectResponse deleteObject(DeleteObjectRequest request) {
        return call("DELETE", () -> {
            store.delete(request.key());
            return DeleteObjectResponse.builder().build();
        });
    }

    @Override
    public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
        int most = Objects.requireNonNullElse(request.maxKeys(), PAGE);
        String after = Objects.requireNonNullElse(request.continuationToken(), "");
        return call(
                "LIST",
                () -> request.delimiter() == null
                        ? objects(request.prefix(), after, most)
                        : folders(request.prefix(), after, most));
    }

    private ListObjectsV2Response objects(String prefix, String after, int most) {
        List<String> keys = store.list(prefix, after, most);
        requests.add("store keys listed", keys.size());
        return ListObjectsV2Response.builder()
                .contents(keys.stream()
                        .map(key -> S3Object.builder()
                                .key(key)
                                .size((long) store.find(key).place().length())
                                .build())
                        .toList())
                .isTruncated(keys.size() == most)
                .nextContinuationToken(keys.isEmpty() ? null : keys.getLast())
                .build();
    }

    private ListObjectsV2Response folders(String prefix, String after, int most) {
        List<CommonPrefix> folders = new ArrayList<>();
        String from = after;
        while (folders.size() < most) {
            List<String> next = store.list(prefix, from, 1);
            if (next.isEmpty()) {
                break;
            }
            String folder = next.getFirst().substring(0, next.getFirst().indexOf('/', prefix.length()) + 1);
            folders.add(CommonPrefix.builder().prefix(folder).build());
            from = folder + "\uffff";
        }
        return ListObjectsV2Response.builder()
                .commonPrefixes(folders)
                .isTruncated(folders.size() == most)
                .nextContinuationToken(from)
                .build();
    }

    @Override
    public ListMultipartUploadsResponse listMultipartUploads(ListMultipartUploadsRequest request) {
        return call(
                "LIST",
                () -> ListMultipartUploadsResponse.builder().isTruncated(false).build());
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
