package io.commitlake.cli.telemetry;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import io.commitlake.model.secret.KnownSecrets;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Begins and ends spans. No text in them shows a known secret. Thread-safe. */
final class Spans {
    private final Tracer tracer;
    private final Set<Span> open = ConcurrentHashMap.newKeySet();

    Spans(Tracer tracer) {
        this.tracer = tracer;
    }

    Span begin(String name, Context parent, Instant at) {
        Span span = tracer.spanBuilder(KnownSecrets.redact(name))
                .setParent(parent)
                .setStartTimestamp(at)
                .startSpan();
        open.add(span);
        return span;
    }

    void end(Span span, Instant at) {
        if (open.remove(span)) {
            span.end(at);
        }
    }

    /** Ends all spans that are open, because this process ends in the middle of them. */
    void interrupt(Instant at) {
        for (Span span : open) {
            fail(span, CommitlakeException.Kind.INTERRUPTED, "the command was interrupted");
            end(span, at);
        }
    }

    static void fail(Span span, Exception failure) {
        Optional<CommitlakeException> known = FailureText.outermost(failure, CommitlakeException.class);
        fail(
                span,
                known.map(CommitlakeException::kind).orElse(CommitlakeException.Kind.BUG),
                FailureText.of(known.isPresent() ? known.get() : failure));
    }

    static void fail(Span span, CommitlakeException.Kind kind, String words) {
        fail(span, kind.name(), words);
    }

    /**
     * Marks a span as failed.
     *
     * @param type the type of the error, in capitals
     */
    static void fail(Span span, String type, String words) {
        span.setAttribute(AttributeNames.ERROR, type.toLowerCase(Locale.ROOT));
        span.setStatus(StatusCode.ERROR, KnownSecrets.redact(words));
    }

    /** Sets an attribute to a text that people or other programs may have made. */
    static void set(Span span, String name, String text) {
        span.setAttribute(AttributeKey.stringKey(name), KnownSecrets.redact(text));
    }

    /** A kind of failure as the value of an attribute, such as {@code github}. */
    static String text(CommitlakeException.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
