package io.commitlake.cli.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;

/** Exports spans, and tells the {@link Receiver} when that fails. */
record WatchedSpans(SpanExporter exporter, Receiver receiver) implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        return receiver.watch(exporter.export(spans));
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
