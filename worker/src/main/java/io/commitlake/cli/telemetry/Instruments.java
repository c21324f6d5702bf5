package io.commitlake.cli.telemetry;

import io.opentelemetry.api.metrics.DoubleCounter;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.util.List;
import java.util.function.Consumer;

/** Makes the instruments of metrics. Those that are observed are read each time that metrics are sent. */
record Instruments(Meter meter) {
    LongCounter counter(Metric metric) {
        return meter.counterBuilder(metric.label()).setUnit(metric.unit()).build();
    }

    DoubleCounter secondsCounter(Metric metric) {
        return meter.counterBuilder(metric.label())
                .ofDoubles()
                .setUnit(metric.unit())
                .build();
    }

    DoubleHistogram histogram(Metric metric, List<Double> bounds) {
        return meter.histogramBuilder(metric.label())
                .setUnit(metric.unit())
                .setExplicitBucketBoundariesAdvice(bounds)
                .build();
    }

    void observedCounter(Metric metric, Consumer<ObservableLongMeasurement> read) {
        var _ = meter.counterBuilder(metric.label()).setUnit(metric.unit()).buildWithCallback(read);
    }

    void gauge(Metric metric, Consumer<ObservableLongMeasurement> read) {
        var _ = meter.gaugeBuilder(metric.label())
                .ofLongs()
                .setUnit(metric.unit())
                .buildWithCallback(read);
    }

    void secondsGauge(Metric metric, Consumer<ObservableDoubleMeasurement> read) {
        var _ = meter.gaugeBuilder(metric.label()).setUnit(metric.unit()).buildWithCallback(read);
    }
}
