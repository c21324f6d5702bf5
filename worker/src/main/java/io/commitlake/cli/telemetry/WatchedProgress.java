package io.commitlake.cli.telemetry;

import io.commitlake.job.work.Progress;
import io.opentelemetry.context.Context;
import java.time.Clock;

/**
 * Passes progress on, and makes a span of each piece of work and of each of its stages. The pieces' parent is the span
 * that is current where their batch begins, whichever thread they run on.
 */
record WatchedProgress(Progress shown, Spans spans, Metrics metrics, Clock clock) implements Progress {
    @Override
    public Task begin(String name) {
        return new WatchedTask(
                name, shown.begin(name), spans.begin(name, Context.current(), clock.instant()), spans, metrics, clock);
    }

    @Override
    public Batch batch(String activity, String unit, long pieces, long cost) {
        Batch batch = shown.batch(activity, unit, pieces, cost);
        Context parent = Context.current();
        return new Batch() {
            @Override
            public Task begin(String name, long itsCost) {
                Task task = batch.begin(name, itsCost);
                var span = spans.begin(activity, parent, clock.instant());
                Spans.set(span, AttributeNames.REPOSITORY, name);
                return new WatchedTask(name, task, span, spans, metrics, clock);
            }

            @Override
            public void close() {
                batch.close();
            }
        };
    }

    @Override
    public void close() {
        shown.close();
    }
}
