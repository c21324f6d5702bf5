package io.commitlake.cli.telemetry;

import io.commitlake.job.work.ForwardingTask;
import io.commitlake.job.work.Progress;
import io.commitlake.job.work.TaskResult;
import io.commitlake.model.CommitlakeException;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A piece of work as a span. Its stages are spans too, as reports name them; the first one is that of looking up. */
final class WatchedTask extends ForwardingTask {
    private final String name;
    private final Span span;
    private final Spans spans;
    private final Metrics metrics;
    private final Clock clock;
    private final Instant begun;

    private Progress.@Nullable Stage stage;
    private Instant stageBegun;
    private @Nullable Span stageSpan;
    private @Nullable TaskResult result;

    WatchedTask(String name, Progress.Task shown, Span span, Spans spans, Metrics metrics, Clock clock) {
        super(shown);
        this.name = name;
        this.span = span;
        this.spans = spans;
        this.metrics = metrics;
        this.clock = clock;
        begun = clock.instant();
        stageBegun = begun;
    }

    @Override
    public void stage(Progress.Stage next) {
        change(next);
        super.stage(next);
    }

    private synchronized void change(Progress.Stage next) {
        Instant now = clock.instant();
        if (stage == null) {
            // Nothing tells of the first stage; work that has no stages never comes here.
            begin(Progress.Stage.LOOKING_UP, begun);
        }
        if (stage != null && !stage.inReports().equals(next.inReports())) {
            endStage(now);
            begin(next, now);
        }
    }

    private void begin(Progress.Stage next, Instant at) {
        stage = next;
        stageBegun = at;
        stageSpan = spans.begin(next.inReports(), Context.root().with(span), at);
    }

    private void endStage(Instant now) {
        if (stage != null && stageSpan != null) {
            metrics.stage(stage, Duration.between(stageBegun, now));
            spans.end(stageSpan, now);
        }
    }

    @Override
    public synchronized void result(TaskResult what) {
        result = what;
        super.result(what);
    }

    @Override
    public void end(String words) {
        end(words, false);
        super.end(words);
    }

    @Override
    public void fail(String words) {
        end(words, true);
        super.fail(words);
    }

    private synchronized void end(String words, boolean failed) {
        Instant now = clock.instant();
        if (failed) {
            CommitlakeException.Kind kind = result == null
                    ? CommitlakeException.Kind.REPOSITORY
                    : result.failure().orElse(CommitlakeException.Kind.REPOSITORY);
            Spans.fail(span, kind, words);
            if (stageSpan != null) {
                Spans.fail(stageSpan, kind, words);
            }
        }
        endStage(now);
        if (result != null) {
            Spans.set(span, AttributeNames.OUTCOME, result.outcome());
            span.setAttribute(AttributeNames.EXPORTS, result.exports());
            span.setAttribute(AttributeNames.COMMITS, result.commits());
            span.setAttribute(
                    AttributeNames.ROWS,
                    result.rows().values().stream().mapToLong(Long::longValue).sum());
            span.setAttribute(AttributeNames.BYTES, result.bytes());
            metrics.repository(name, result, Duration.between(begun, now));
        }
        spans.end(span, now);
    }
}
