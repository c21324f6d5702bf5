package io.commitlake.storage;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hc.client5.http.ConnectTimeoutException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

/**
 * Decides, once and at the SDK's edge, what an S3's refusal means: a setting to mend, or a store that a retry may find
 * well. Codes are those of "Error responses" in the Amazon S3 API Reference. No key of the access is ever named.
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

    /** Whether there is no such object; a missing bucket isn't meant. */
    static boolean isAbsent(AwsServiceException refusal) {
        return refusal.statusCode() == 404 && !isNoBucket(refusal);
    }

    /**
     * What to throw.
     *
     * @param operation in a word
     * @param key the object's whole key in the bucket, or a prefix
     */
    CommitlakeException translate(String operation, String key, SdkException failure) {
        Optional<CommitlakeException> ours = causes(failure)
                .filter(CommitlakeException.class::isInstance)
                .map(CommitlakeException.class::cast)
                .findFirst();
        if (ours.isPresent()) {
            return ours.get();
        }
        String what = operation + " s3://" + bucket + "/" + key + ": ";
        if (failure instanceof AwsServiceException refusal) {
            return refused(what, refusal);
        }
        if (causes(failure).anyMatch(S3Exceptions::isUnreachable)) {
            return CommitlakeException.store(
                    "the S3 at " + place
                            + " can't be reached; is it running? AWS_ENDPOINT_URL_S3 should be its address (" + what
                            + rootOf(failure) + ")",
                    failure);
        }
        return CommitlakeException.store(what + rootOf(failure), failure);
    }

    private CommitlakeException refused(String what, AwsServiceException refusal) {
        String code = code(refusal);
        String words = what + words(refusal);
        if (isNoBucket(refusal)) {
            return CommitlakeException.settings(
                    "bucket " + bucket + " isn't there at " + place + "; make it or mend COMMITLAKE_DATASET (" + words
                            + ")",
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
                    place + " doesn't accept the keys; mend AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (" + words
                            + ")",
                    refusal);
        }
        if (refusal.statusCode() == 403) {
            return CommitlakeException.settings(
                    "the keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY have no right to this; grant it, or use others"
                            + " (" + words + ")",
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

    /** Status, code and the store's own words; wrong signatures are answered with the key's id by some: not shown. */
    private static String words(AwsServiceException refusal) {
        String message = Optional.ofNullable(refusal.awsErrorDetails())
                .map(AwsErrorDetails::errorMessage)
                .orElse("");
        return (refusal.statusCode() + " " + code(refusal) + (message.isEmpty() ? "" : ": " + message)).strip();
    }

    private static String rootOf(Throwable failure) {
        Throwable root = causes(failure).reduce((_, deeper) -> deeper).orElse(failure);
        return FailureText.of(root);
    }

    private static Stream<Throwable> causes(Throwable failure) {
        // A chain of causes may be a ring; no honest one is longer than this.
        return Stream.<Throwable>iterate(failure, link -> link != null, link -> link.getCause())
                .limit(20);
    }
}
