package io.commitlake.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A receiver of OTLP over HTTP, as "OTLP/HTTP" in the OpenTelemetry Protocol Specification says, which reads requests
 * with the protocol's own classes and refuses what they can't read.
 */
public final class OtlpReceiver implements AutoCloseable {
    private static final String PROTOBUF = "application/x-protobuf";
    /** The length that HttpExchange takes for an answer without a body, such as an empty message. */
    private static final int NO_BODY = -1;

    private final HttpServer server;
    private final List<ExportTraceServiceRequest> traces = new CopyOnWriteArrayList<>();
    private final List<ExportMetricsServiceRequest> metrics = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();

    public OtlpReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.createContext(
                "/v1/traces",
                exchange -> answer(exchange, body -> {
                    traces.add(ExportTraceServiceRequest.parseFrom(body));
                    return ExportTraceServiceResponse.getDefaultInstance().toByteArray();
                }));
        server.createContext(
                "/v1/metrics",
                exchange -> answer(exchange, body -> {
                    metrics.add(ExportMetricsServiceRequest.parseFrom(body));
                    return ExportMetricsServiceResponse.getDefaultInstance().toByteArray();
                }));
        server.start();
    }

    private interface Reader {
        byte[] read(byte[] body) throws IOException;
    }

    private void answer(HttpExchange exchange, Reader reader) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            bodies.add(new String(body, StandardCharsets.ISO_8859_1));
            boolean fits = exchange.getRequestMethod().equals("POST")
                    && PROTOBUF.equals(exchange.getRequestHeaders().getFirst("Content-Type"));
            byte[] answer = fits ? reader.read(body) : new byte[0];
            exchange.getResponseHeaders().set("Content-Type", PROTOBUF);
            exchange.sendResponseHeaders(fits ? 200 : 400, answer.length == 0 ? NO_BODY : answer.length);
            if (answer.length > 0) {
                exchange.getResponseBody().write(answer);
            }
        }
    }

    /** The address for OTEL_EXPORTER_OTLP_ENDPOINT. */
    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** All spans, in the order in which they came. */
    public List<Span> spans() {
        return traces.stream()
                .flatMap(request -> request.getResourceSpansList().stream())
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .toList();
    }

    /** The spans of a name. */
    public List<Span> spans(String name) {
        return spans().stream().filter(span -> span.getName().equals(name)).toList();
    }

    /** The names of the spans directly below another one, in the order in which they began. */
    public List<String> below(Span parent) {
        return spans().stream()
                .filter(span -> span.getParentSpanId().equals(parent.getSpanId()))
                .sorted(Comparator.comparingLong(Span::getStartTimeUnixNano))
                .map(Span::getName)
                .toList();
    }

    /** The names of all metrics. */
    public Set<String> metricNames() {
        return metrics().map(Metric::getName).collect(Collectors.toSet());
    }

    /** The last state of a metric. */
    public ReceivedMetric metric(String name) {
        return new ReceivedMetric(metrics()
                .filter(metric -> metric.getName().equals(name))
                .reduce((_, later) -> later)
                .orElseThrow(() -> new AssertionError("there is no metric " + name)));
    }

    private Stream<Metric> metrics() {
        return metrics.stream()
                .flatMap(request -> request.getResourceMetricsList().stream())
                .flatMap(resource -> resource.getScopeMetricsList().stream())
                .flatMap(scope -> scope.getMetricsList().stream());
    }

    /** The distinct resources of all requests. */
    public List<Map<String, String>> resources() {
        return Stream.concat(
                        traces.stream()
                                .flatMap(request -> request.getResourceSpansList().stream())
                                .map(spans -> spans.getResource()),
                        metrics.stream()
                                .flatMap(request -> request.getResourceMetricsList().stream())
                                .map(all -> all.getResource()))
                .map(Resource::getAttributesList)
                .map(OtlpReceiver::values)
                .distinct()
                .toList();
    }

    /** Attributes as texts, by name. */
    public static Map<String, String> values(List<KeyValue> attributes) {
        Map<String, String> values = new TreeMap<>();
        attributes.forEach(attribute -> values.put(attribute.getKey(), text(attribute.getValue())));
        return values;
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> Long.toString(value.getIntValue());
            default -> value.toString();
        };
    }

    /** The requests' bodies, each byte as a character. */
    public List<String> bodies() {
        return bodies;
    }

    /** The header of this name in each request. */
    public List<String> authorizations() {
        return authorizations;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
