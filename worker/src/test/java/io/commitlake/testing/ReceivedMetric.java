package io.commitlake.testing;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A metric as it was received. */
public record ReceivedMetric(Metric metric) {
    /** How it is aggregated: {@code COUNTER}, {@code GAUGE} or {@code HISTOGRAM}, or how the protocol names it. */
    public String kind() {
        return metric.hasSum() && metric.getSum().getIsMonotonic()
                ? "COUNTER"
                : metric.getDataCase().name();
    }

    /** The attributes of each point. */
    public List<Map<String, String>> points() {
        return Stream.of(
                        metric.getSum().getDataPointsList().stream().map(NumberDataPoint::getAttributesList),
                        metric.getGauge().getDataPointsList().stream().map(NumberDataPoint::getAttributesList),
                        metric.getHistogram().getDataPointsList().stream().map(point -> point.getAttributesList()))
                .<List<KeyValue>>flatMap(points -> points)
                .map(OtlpReceiver::values)
                .toList();
    }

    /** The names of all attributes. */
    public Set<String> attributes() {
        return points().stream().flatMap(point -> point.keySet().stream()).collect(Collectors.toSet());
    }

    /** A counter's values by their attributes. */
    public Map<Map<String, String>, Long> counts() {
        return metric.getSum().getDataPointsList().stream()
                .collect(Collectors.toMap(
                        point -> OtlpReceiver.values(point.getAttributesList()), NumberDataPoint::getAsInt));
    }
}
