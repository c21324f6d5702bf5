package io.commitlake.cli.telemetry;

import io.commitlake.model.FailureText;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.net.ConnectException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The receiver of traces and metrics, as far as it fails to accept them: says so once. */
final class Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(Telemetry.class);

    private final String address;
    /** Until the SDK is open, nothing is sent: if a setting is refused, it closes what it has opened, as if that failed. */
    private final AtomicBoolean quiet = new AtomicBoolean(true);

    Receiver(String address) {
        this.address = address;
    }

    /** Warns from now on. */
    void speak() {
        quiet.set(false);
    }

    /** Warns if something that was sent isn't accepted, after all retries; returns the result as it is. */
    CompletableResultCode watch(CompletableResultCode sent) {
        return sent.whenComplete(() -> {
            if (!sent.isSuccess()) {
                failed(sent.getFailureThrowable());
            }
        });
    }

    private void failed(@Nullable Throwable reason) {
        if (reason == null) {
            warn("it refuses them");
        } else if (FailureText.outermost(reason, ConnectException.class).isPresent()) {
            warn("it can't be reached");
        } else {
            warn(FailureText.of(FailureText.deepest(reason, Throwable.class).orElse(reason)));
        }
    }

    void warn(String reason) {
        if (!quiet.getAndSet(true)) {
            LOG.warn(
                    "{} doesn't receive all traces and metrics: {}; the command goes on without them. Is the receiver"
                            + " running? OTEL_EXPORTER_OTLP_ENDPOINT should be its address",
                    address,
                    reason);
        }
    }
}
