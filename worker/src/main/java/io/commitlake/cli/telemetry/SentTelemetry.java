package io.commitlake.cli.telemetry;

import io.commitlake.cli.settings.TelemetrySettings;
import io.commitlake.github.tokens.TokenUse;
import io.commitlake.job.work.Progress;
import io.commitlake.job.work.ShutdownHook;
import io.commitlake.model.meter.Meter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends traces and metrics with OpenTelemetry's SDK. */
final class SentTelemetry implements Telemetry {
    /** The longest that the end of a command waits for the receiver. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    /** The name of the instrumentation. */
    static final String SCOPE = "io.commitlake";

    private final OpenTelemetrySdk sdk;
    private final CommandTarget target;
    private final Receiver receiver;
    private final Context parent;
    private final Clock clock = Clock.systemUTC();
    private final Spans spans;
    private final Metrics metrics;
    private final ShutdownHook hook;

    private SentTelemetry(OpenTelemetrySdk sdk, CommandTarget target, Receiver receiver, Context parent) {
        this.sdk = sdk;
        this.target = target;
        this.receiver = receiver;
        this.parent = parent;
        spans = new Spans(sdk.getTracer(SCOPE));
        metrics = new Metrics(sdk.getMeter(SCOPE));
        hook = ShutdownHook.register(this::interrupt);
    }

    static Telemetry open(TelemetrySettings settings, CommandTarget target) {
        Receiver receiver = new Receiver(settings.receivers());
        Context parent =
                W3CTraceContextPropagator.getInstance().extract(Context.root(), settings.parent(), new Headers());
        OpenTelemetrySdk sdk = Sdk.open(settings, target, receiver);
        receiver.speak();
        return new SentTelemetry(sdk, target, receiver, parent);
    }

    /** Reads the trace context of the process that started this one. */
    private static final class Headers implements TextMapGetter<Map<String, String>> {
        @Override
        public Iterable<String> keys(Map<String, String> headers) {
            return headers.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> headers, String name) {
            return headers == null ? null : headers.get(name);
        }
    }

    @Override
    public <E extends CommandEnd> E command(Supplier<E> work, Function<RuntimeException, E> thrown) {
        Instant begun = clock.instant();
        Span span = spans.begin(target.command(), parent, begun);
        try (Scope _ = parent.with(span).makeCurrent()) {
            E ended = work.get();
            if (ended.code() != 0) {
                Spans.fail(span, ended.name(), "exit code " + ended.code());
            }
            end(span, ended, begun);
            return ended;
        } catch (RuntimeException failed) {
            Spans.fail(span, failed);
            end(span, thrown.apply(failed), begun);
            throw failed;
        }
    }

    private void end(Span span, CommandEnd ended, Instant begun) {
        Instant now = clock.instant();
        span.setAttribute(AttributeNames.EXIT_CODE, (long) ended.code());
        metrics.command(target.command(), ended.code(), Duration.between(begun, now));
        spans.end(span, now);
    }

    @Override
    public <T> T step(String name, Supplier<T> work) {
        Span span = spans.begin(name, Context.current(), clock.instant());
        try (Scope _ = Context.current().with(span).makeCurrent()) {
            return work.get();
        } catch (RuntimeException failed) {
            Spans.fail(span, failed);
            throw failed;
        } finally {
            spans.end(span, clock.instant());
        }
    }

    @Override
    public Progress watch(Progress progress) {
        return new WatchedProgress(progress, spans, metrics, clock);
    }

    @Override
    public Meter meter() {
        return metrics;
    }

    @Override
    public void tokens(Supplier<List<TokenUse>> uses) {
        metrics.tokens(uses);
    }

    private void interrupt() {
        spans.interrupt(clock.instant());
        shutDown();
    }

    @Override
    public void close() {
        hook.close();
        shutDown();
    }

    /** The SDK's own end may take longer than its callers allow, so it has a thread of its own. */
    private void shutDown() {
        CountDownLatch sent = new CountDownLatch(1);
        Thread end = Thread.ofPlatform().daemon().name("telemetry-end").unstarted(() -> {
            CompletableResultCode result = sdk.shutdown();
            result.whenComplete(sent::countDown);
        });
        end.start();
        try {
            if (!sent.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                receiver.warn("it hasn't accepted the last of them within " + PATIENCE.toSeconds() + " seconds");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
