package io.commitlake.sandbox.s3;

import java.io.InputStream;
import java.util.Optional;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.S3Exceptions;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * Makes {@code If-Match} atomic. s3proxy checks and then writes, so two racing clients could both succeed. Here,
 * conditional puts wait for each other and check again. That suffices because only this process writes the files.
 */
final class ConditionalPuts extends ForwardingBlobStore {
    private static final int PRECONDITION_FAILED = 412;
    private final Object conditionalPut = new Object();

    ConditionalPuts(BlobStore files) {
        super(files);
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream payload) {
        String wanted = request.ifMatch();
        if (wanted == null) {
            return super.putBlob(request, payload);
        }
        synchronized (conditionalPut) {
            Optional<String> found = Optional.ofNullable(blobMetadataIfPresent(request.bucket(), request.key()))
                    .map(HeadObjectResponse::eTag);
            if (found.isEmpty() || !withoutQuotes(found.get()).equals(withoutQuotes(wanted))) {
                throw S3Exceptions.fromStatusCode(PRECONDITION_FAILED);
            }
            return super.putBlob(request, payload);
        }
    }

    private static String withoutQuotes(String eTag) {
        return eTag.replace("\"", "");
    }
}
