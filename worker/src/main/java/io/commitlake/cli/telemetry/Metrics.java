package io.commitlake.cli.telemetry;

import io.commitlake.github.tokens.TokenUse;
import io.commitlake.job.work.Progress.Stage;
import io.commitlake.job.work.TaskResult;
import io.commitlake.model.meter.Meter;
import io.commitlake.model.meter.SentRequest;
import io.commitlake.model.meter.WaitReason;
import io.commitlake.model.secret.KnownSecrets;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleCounter;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** The worker's metrics. Thread-safe. */
final class Metrics implements Meter {
    /** Seconds; those of the semantic conventions for HTTP. */
    private static final List<Double> OF_REQUESTS =
            List.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);

    /** Seconds, up to the six hours that a repository may take by default. */
    private static final List<Double> OF_WORK =
            List.of(0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0, 7200.0, 21600.0);

    private final DoubleHistogram commands;
    private final LongCounter repositories;
    private final DoubleHistogram repositoryTimes;
    private final DoubleCounter stages;
    private final LongCounter exports;
    private final LongCounter commits;
    private final LongCounter rows;
    private final LongCounter bytes;
    private final DoubleCounter waits;
    private final DoubleHistogram requests;
    private final Slowest slowest = new Slowest();

    private volatile Supplier<List<TokenUse>> tokens = List::of;

    Metrics(io.opentelemetry.api.metrics.Meter meter) {
        Instruments make = new Instruments(meter);
        commands = make.histogram(Metric.COMMAND_DURATION, OF_WORK);
        repositories = make.counter(Metric.REPOSITORIES);
        repositoryTimes = make.histogram(Metric.REPOSITORY_DURATION, OF_WORK);
        stages = make.secondsCounter(Metric.STAGE_TIME);
        exports = make.counter(Metric.EXPORTS);
        commits = make.counter(Metric.COMMITS);
        rows = make.counter(Metric.ROWS);
        bytes = make.counter(Metric.BYTES);
        waits = make.secondsCounter(Metric.WAIT_TIME);
        requests = make.histogram(Metric.REQUEST_DURATION, OF_REQUESTS);
        make.secondsGauge(
                Metric.SLOWEST,
                gauge -> slowest.times()
                        .forEach((name, time) ->
                                gauge.record(seconds(time), of(AttributeNames.REPOSITORY, KnownSecrets.redact(name)))));
        make.observedCounter(
                Metric.TOKEN_REQUESTS,
                counter -> uses().forEach(use ->
                        use.requests().forEach((resource, count) -> counter.record(count, ofToken(use, resource)))));
        make.gauge(Metric.BUDGET_REMAINING, gauge -> budgets(gauge, TokenUse.Left::remaining));
        make.gauge(Metric.BUDGET_LIMIT, gauge -> budgets(gauge, TokenUse.Left::limit));
    }

    void tokens(Supplier<List<TokenUse>> uses) {
        tokens = uses;
    }

    private List<TokenUse> uses() {
        return tokens.get();
    }

    private void budgets(ObservableLongMeasurement gauge, java.util.function.ToIntFunction<TokenUse.Left> value) {
        uses().forEach(use ->
                use.left().forEach((resource, left) -> gauge.record(value.applyAsInt(left), ofToken(use, resource))));
    }

    void command(String name, int exitCode, Duration time) {
        commands.record(
                seconds(time),
                Attributes.builder()
                        .put(AttributeNames.COMMAND, name)
                        .put(AttributeNames.EXIT_CODE, exitCode)
                        .build());
    }

    /** A repository's export has ended. */
    void repository(String name, TaskResult result, Duration time) {
        AttributesBuilder how = Attributes.builder().put(AttributeNames.OUTCOME, result.outcome());
        repositoryTimes.record(seconds(time), how.build());
        result.failure().map(Spans::text).ifPresent(kind -> how.put(AttributeNames.ERROR, kind));
        repositories.add(1, how.build());
        exports.add(result.exports());
        commits.add(result.commits());
        bytes.add(result.bytes());
        result.rows().forEach((table, count) -> rows.add(count, of(AttributeNames.TABLE, table)));
        slowest.add(name, time);
    }

    /** A repository's stage has ended. */
    void stage(Stage stage, Duration time) {
        stages.add(seconds(time), of(AttributeNames.STAGE, stage.inReports()));
        if (stage == Stage.WAITING) {
            waited(WaitReason.TURN, time);
        }
    }

    @Override
    public void request(SentRequest sent, Duration time) {
        AttributesBuilder attributes = Attributes.builder()
                .put(AttributeNames.PEER, sent.peer().label())
                .put(AttributeNames.METHOD, sent.method())
                .put(AttributeNames.HOST, sent.host())
                .put(AttributeNames.PORT, sent.port());
        sent.status().ifPresent(status -> {
            attributes.put(AttributeNames.STATUS, status);
            if (status >= 400) {
                attributes.put(AttributeNames.ERROR, Integer.toString(status));
            }
        });
        sent.error().ifPresent(error -> attributes.put(AttributeNames.ERROR, error));
        requests.record(seconds(time), attributes.build());
    }

    @Override
    public void waited(WaitReason reason, Duration time) {
        waits.add(Math.max(0, seconds(time)), of(AttributeNames.REASON, reason.label()));
    }

    private static Attributes ofToken(TokenUse use, String resource) {
        return Attributes.builder()
                .put(AttributeNames.TOKEN, use.token())
                .put(AttributeNames.RESOURCE, resource)
                .build();
    }

    private static Attributes of(String name, String value) {
        return Attributes.builder().put(name, value).build();
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
