package io.commitlake.storage;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;

/**
 * Reads each XML answer to its end before the SDK parses it. If the connection breaks in between, the SDK sends the
 * request again; by itself, it would end an unfinished listing with an exception that it doesn't retry, and take an
 * unfinished error for one without a code. Objects aren't XML: their reader notices a missing end by its length.
 *
 * <p>Headers that every S3 sends with an object show that the answer's head is whole.
 */
final class WholeAnswers implements ExecutionInterceptor {
    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        Optional<InputStream> body = context.responseBody();
        boolean successful = context.httpResponse().isSuccessful();
        if (successful && !isHeadWhole(context)) {
            throw RetryableException.create("the answer's head is incomplete");
        }
        if (body.isEmpty() || (successful && context.request() instanceof GetObjectRequest)) {
            return body;
        }
        try (InputStream answer = body.get()) {
            byte[] whole = answer.readAllBytes();
            if (whole.length == 0 && successful && isListing(context)) {
                // The SDK would take it for a listing of nothing.
                throw new EOFException("the listing has no content");
            }
            return Optional.of(new ByteArrayInputStream(whole));
        } catch (IOException cut) {
            throw RetryableException.create("the answer is incomplete: " + cut.getMessage(), cut);
        }
    }

    /** The HTTP client takes the end of the connection for the end of the head. */
    private static boolean isHeadWhole(Context.ModifyHttpResponse context) {
        SdkHttpResponse answer = context.httpResponse();
        return switch (context.request()) {
            case GetObjectRequest get ->
                answer.firstMatchingHeader("Content-Length").isPresent();
            case HeadObjectRequest look ->
                answer.firstMatchingHeader("Last-Modified").isPresent();
            default -> true;
        };
    }

    private static boolean isListing(Context.ModifyHttpResponse context) {
        return context.request() instanceof ListObjectsV2Request
                || context.request() instanceof ListMultipartUploadsRequest;
    }
}
