package io.commitlake.storage;

import io.commitlake.model.meter.Meter;
import io.commitlake.model.meter.SentRequest;
import io.commitlake.model.meter.SentRequest.Peer;
import io.commitlake.model.meter.WaitReason;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;

/** Measures each attempt at a request to the store, and the pauses between attempts. */
final class MeteredRequests implements ExecutionInterceptor {
    /** An attempt that got no response yet. The SDK doesn't tell interceptors why one fails that it repeats. */
    private record Attempt(SdkHttpRequest request, long begun) {}

    private static final String UNKNOWN_ERROR = "_OTHER";

    private static final ExecutionAttribute<Attempt> OPEN = new ExecutionAttribute<>("commitlake.attempt");
    private static final ExecutionAttribute<Long> ENDED = new ExecutionAttribute<>("commitlake.attempt-ended");

    private final Meter meter;

    MeteredRequests(Meter meter) {
        this.meter = meter;
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        long now = System.nanoTime();
        // The time of a broken attempt can't be told from that of the pause after it, so both count as the attempt's.
        fail(attributes, UNKNOWN_ERROR, now);
        @Nullable Long ended = attributes.getAttribute(ENDED);
        if (ended != null) {
            meter.waited(WaitReason.STORE_RETRY, Duration.ofNanos(now - ended));
        }
        attributes.putAttribute(OPEN, new Attempt(context.httpRequest(), now));
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
        end(attributes, OptionalInt.of(context.httpResponse().statusCode()), Optional.empty(), System.nanoTime());
    }

    @Override
    public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
        fail(attributes, context.exception().getClass().getName(), System.nanoTime());
    }

    private void fail(ExecutionAttributes attributes, String error, long now) {
        end(attributes, OptionalInt.empty(), Optional.of(error), now);
    }

    private void end(ExecutionAttributes attributes, OptionalInt status, Optional<String> error, long now) {
        @Nullable Attempt attempt = attributes.getAttribute(OPEN);
        if (attempt == null) {
            return;
        }
        SdkHttpRequest sent = attempt.request();
        meter.request(
                new SentRequest(Peer.STORE, sent.method().name(), sent.host(), sent.port(), status, error),
                Duration.ofNanos(now - attempt.begun()));
        attributes.putAttribute(OPEN, null);
        attributes.putAttribute(ENDED, now);
    }
}
