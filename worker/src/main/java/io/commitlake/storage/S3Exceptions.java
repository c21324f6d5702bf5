package io.commitlake.storage;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.client5.http.ConnectTimeoutException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

/**
 * Translates the AWS SDK's exceptions, so that only this class decides whether a setting is wrong or a retry may help.
 * The error codes come from "Error responses" in the Amazon S3 API Reference. Messages never have access keys in them.
 */
final class S3Exceptions {
    private static final Set<String> WRONG_KEYS = Set.of(
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "ExpiredToken",
            "InvalidToken",
            "TokenRefreshRequired",
            "InvalidSecurity");
    private static final Set<String> WRONG_REGION =
            Set.of("PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException");

    private final String bucket;
    private final String place;

    S3Exceptions(String bucket, Optional<URI> endpoint) {
        this.bucket = bucket;
        this.place = endpoint.map(URI::toString).orElse("AWS");
    }

    static boolean isConflict(Throwable failure) {
        return failure instanceof AwsServiceException refusal
                && refusal.statusCode() == 409
                && Set.of("ConditionalRequestConflict", "OperationAborted").contains(code(refusal));
    }

    static boolean isPreconditionFailed(AwsServiceException refusal) {
        return refusal.statusCode() == 412;
    }

    /** Whether the object is missing, as opposed to the bucket. */
    static boolean isAbsent(AwsServiceException refusal) {
        return refusal.statusCode() == 404 && !isNoBucket(refusal);
    }

    /**
     * The exception to throw for a failure.
     *
     * @param operation the failed operation, in a word or two
     * @param key the object's full key in the bucket, or a prefix
     * @param failure the cause
     */
    CommitlakeException translate(String operation, String key, SdkException failure) {
        Optional<CommitlakeException> ours = FailureText.outermost(failure, CommitlakeException.class);
        if (ours.isPresent()) {
            return ours.get();
        }
        String request = operation + " s3://" + bucket + "/" + key + ": ";
        if (failure instanceof AwsServiceException refusal) {
            return refused(request, refusal);
        }
        if (FailureText.causes(failure).anyMatch(S3Exceptions::isUnreachable)) {
            return CommitlakeException.store(
                    "can't reach the S3 store at " + place
                            + "; is it running? AWS_ENDPOINT_URL_S3 should be its address (" + request
                            + rootOf(failure) + ")",
                    failure);
        }
        return CommitlakeException.store(request + rootOf(failure), failure);
    }

    private CommitlakeException refused(String request, AwsServiceException refusal) {
        String code = code(refusal);
        String words = request + words(refusal);
        if (isNoBucket(refusal)) {
            return CommitlakeException.settings(
                    "bucket " + bucket + " doesn't exist at " + place + "; create it or correct COMMITLAKE_DATASET ("
                            + words + ")",
                    refusal);
        }
        if (code.equals("InvalidBucketName")) {
            return CommitlakeException.settings(
                    "COMMITLAKE_DATASET names the bucket " + bucket + ", which the store refuses (" + words + ")",
                    refusal);
        }
        if (refusal.statusCode() == 301 || WRONG_REGION.contains(code)) {
            return CommitlakeException.settings(
                    "bucket " + bucket + " is in another region"
                            + regionOf(refusal).map(region -> ", " + region).orElse("") + "; set AWS_REGION to it ("
                            + words
                            + ")",
                    refusal);
        }
        if (code.equals("RequestTimeTooSkewed")) {
            return CommitlakeException.settings("this machine's clock is wrong; set it (" + words + ")", refusal);
        }
        if (WRONG_KEYS.contains(code) || refusal.statusCode() == 401) {
            return CommitlakeException.settings(
                    place + " doesn't accept the keys; correct AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (" + words
                            + ")",
                    refusal);
        }
        if (refusal.statusCode() == 403) {
            return CommitlakeException.settings(
                    "the keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY lack permission for this; grant it,"
                            + " or use other keys (" + words + ")",
                    refusal);
        }
        return CommitlakeException.store(words, refusal);
    }

    private static boolean isNoBucket(AwsServiceException refusal) {
        return refusal instanceof NoSuchBucketException || code(refusal).equals("NoSuchBucket");
    }

    private static boolean isUnreachable(Throwable cause) {
        return cause instanceof UnknownHostException
                || cause instanceof ConnectException
                || cause instanceof NoRouteToHostException
                || cause instanceof ConnectTimeoutException;
    }

    private static Optional<String> regionOf(AwsServiceException refusal) {
        return Optional.ofNullable(refusal.awsErrorDetails())
                .map(AwsErrorDetails::sdkHttpResponse)
                .flatMap(answer -> answer.firstMatchingHeader("x-amz-bucket-region"));
    }

    private static String code(AwsServiceException refusal) {
        return Optional.ofNullable(refusal.awsErrorDetails())
                .map(AwsErrorDetails::errorCode)
                .orElse("");
    }

    /** A response's status, code and message. Omits its other fields, which may have the access key's ID. */
    private static String words(AwsServiceException refusal) {
        String message = Optional.ofNullable(refusal.awsErrorDetails())
                .map(AwsErrorDetails::errorMessage)
                .orElse("");
        return (refusal.statusCode() + " " + code(refusal) + (message.isEmpty() ? "" : ": " + message)).strip();
    }

    private static String rootOf(Throwable failure) {
        return FailureText.of(FailureText.deepest(failure, Throwable.class).orElse(failure));
    }
}
