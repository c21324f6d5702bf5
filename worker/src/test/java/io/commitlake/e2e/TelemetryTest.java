package io.commitlake.e2e;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.cli.telemetry.Metric;
import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.control.FaultRule;
import io.commitlake.sandbox.control.RequestKind;
import io.commitlake.testing.OtlpReceiver;
import io.commitlake.testing.ReceivedMetric;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A receiver of OpenTelemetry's protocol gets a command's spans and metrics. */
class TelemetryTest {
    /** A repository has this name, so that failures quote it. */
    private static final String SECRET = "canary-of-telemetry-5081";

    private static final String HEADER = "canary-of-the-receiver-7716";
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";

    @TempDir
    Path folder;

    private Path histories;

    @BeforeEach
    void makeHistories() throws Exception {
        histories = Files.createDirectory(folder.resolve("histories"));
        for (String name : new String[] {"fine", SECRET}) {
            Repo repository = Repo.create(histories, name);
            String first = repository.commit("2020-01-01T00:00:00Z", "a", "1\n");
            repository.branch("main", repository.commit("2020-01-02T00:00:00Z", "b", "2\n", first));
        }
    }

    private Stack stack() {
        return new Stack(folder, histories).set("COMMITLAKE_SOURCE", "git");
    }

    private static void breakOne(Stack stack) {
        stack.sandbox()
                .inject(FaultRule.of(new Fault.Status(500, Optional.empty()))
                        .kind(RequestKind.GIT)
                        .path(SECRET)
                        .always());
    }

    private static final String[] EXTRACT = {
        "extract", "--snapshot", "2021-01-01", "--run", "run-of-" + SECRET, "--shard", "0"
    };

    private static void plan(Stack stack) {
        stack.track("fine", SECRET).ended(0);
        stack.commitlake("plan", "--snapshot", "2021-01-01", "--run", "run-of-" + SECRET, "--shards", "1")
                .ended(0);
    }

    @Test
    void anExportsSpansAndMetricsArriveWithoutSecrets() {
        try (OtlpReceiver receiver = new OtlpReceiver();
                Stack stack = stack()) {
            plan(stack);
            breakOne(stack);
            stack.set("COMMITLAKE_CATALOG_PASSWORD", SECRET)
                    .set("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.address())
                    .set("OTEL_EXPORTER_OTLP_HEADERS", "Authorization=Bearer%20" + HEADER)
                    .set("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=laboratory,team=the%20" + SECRET)
                    .set("TRACEPARENT", "00-" + TRACE + "-" + PARENT + "-01")
                    .commitlake(EXTRACT)
                    .ended(4);

            assertThat(receiver.authorizations()).containsOnly("Bearer " + HEADER);
            assertThat(receiver.bodies())
                    .hasSizeGreaterThanOrEqualTo(2)
                    .noneMatch(body -> body.contains(SECRET) || body.contains(HEADER));
            assertThat(receiver.resources())
                    .singleElement()
                    .satisfies(resource -> assertThat(resource)
                            .containsAllEntriesOf(Map.of(
                                    "service.name", "commitlake",
                                    "deployment.environment.name", "laboratory",
                                    "team", "the ***",
                                    "commitlake.command", "extract",
                                    "commitlake.run", "run-of-***",
                                    "commitlake.shard", "0",
                                    "commitlake.snapshot", "2021-01-01T00:00:00Z"))
                            .containsKey("service.instance.id"));
            assertSpans(receiver);
            assertMetrics(receiver);
        }
    }

    private static void assertSpans(OtlpReceiver receiver) {
        Span command = receiver.spans("extract").getFirst();
        assertThat(id(command.getTraceId().toByteArray())).isEqualTo(TRACE);
        assertThat(id(command.getParentSpanId().toByteArray())).isEqualTo(PARENT);
        assertThat(command.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(OtlpReceiver.values(command.getAttributesList()))
                .isEqualTo(Map.of("process.exit.code", "4", "error.type", "repositories"));
        assertThat(receiver.below(command)).containsExactly("exporting", "exporting");

        Span fine = exporting(receiver, "sandbox/fine");
        assertThat(OtlpReceiver.values(fine.getAttributesList()))
                .containsAllEntriesOf(Map.of(
                        "commitlake.outcome", "exported",
                        "commitlake.exports", "1",
                        "commitlake.commits", "2",
                        "commitlake.rows", "6"));
        assertThat(receiver.below(fine)).containsExactly("looking up", "waiting", "fetching", "writing", "putting");
        Span failed = exporting(receiver, "sandbox/***");
        assertThat(failed.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(failed.getStatus().getMessage()).startsWith("failed: ").contains("500", "***");
        assertThat(OtlpReceiver.values(failed.getAttributesList()))
                .containsAllEntriesOf(Map.of("commitlake.outcome", "failed", "error.type", "repository"));
        assertThat(receiver.below(failed)).containsExactly("looking up", "waiting", "fetching");
    }

    private static Span exporting(OtlpReceiver receiver, String repository) {
        return receiver.spans("exporting").stream()
                .filter(span -> OtlpReceiver.values(span.getAttributesList()).containsValue(repository))
                .findFirst()
                .orElseThrow();
    }

    private static String id(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static void assertMetrics(OtlpReceiver receiver) {
        assertThat(receiver.metricNames())
                .isEqualTo(Arrays.stream(Metric.values()).map(Metric::label).collect(toSet()));
        for (Metric metric : Metric.values()) {
            ReceivedMetric received = receiver.metric(metric.label());
            assertThat(received.metric().getUnit()).as(metric.label()).isEqualTo(metric.unit());
            assertThat(received.kind())
                    .as(metric.label())
                    .isEqualTo(metric.kind().name());
            assertThat(received.attributes()).as(metric.label()).isSubsetOf(metric.attributes());
        }

        assertThat(counts(receiver, Metric.REPOSITORIES))
                .isEqualTo(Map.of(
                        Map.of("commitlake.outcome", "exported"),
                        1L,
                        Map.of("commitlake.outcome", "failed", "error.type", "repository"),
                        1L));
        assertThat(counts(receiver, Metric.EXPORTS)).isEqualTo(Map.of(Map.of(), 1L));
        assertThat(counts(receiver, Metric.COMMITS)).isEqualTo(Map.of(Map.of(), 2L));
        assertThat(counts(receiver, Metric.ROWS))
                .isEqualTo(Map.of(
                        Map.of("commitlake.table", "commits"), 2L,
                        Map.of("commitlake.table", "file_changes"), 2L,
                        Map.of("commitlake.table", "file_states"), 2L));
        assertThat(counts(receiver, Metric.BYTES))
                .hasSize(1)
                .allSatisfy((_, bytes) -> assertThat(bytes).isPositive());
        assertThat(receiver.metric(Metric.REQUEST_DURATION.label()).points())
                .anySatisfy(of -> assertThat(of)
                        .containsAllEntriesOf(Map.of(
                                "commitlake.peer", "store",
                                "http.request.method", "PUT",
                                "http.response.status_code", "200")))
                .anySatisfy(of -> assertThat(of)
                        .containsAllEntriesOf(Map.of(
                                "commitlake.peer", "github",
                                "http.request.method", "POST",
                                "server.address", "127.0.0.1",
                                "http.response.status_code", "200")));
        assertThat(receiver.metric(Metric.BUDGET_REMAINING.label()).points())
                .contains(Map.of("commitlake.token", "1", "commitlake.resource", "graphql"));
    }

    private static Map<Map<String, String>, Long> counts(OtlpReceiver receiver, Metric metric) {
        return receiver.metric(metric.label()).counts();
    }

    @Test
    void eachStepOfARunIsASpanBelowIt() {
        try (OtlpReceiver receiver = new OtlpReceiver();
                Stack stack = stack()) {
            stack.into(folder.resolve("lake")).track("fine").ended(0);
            stack.set("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", receiver.address() + "/v1/traces")
                    .commitlake("run")
                    .ended(0);

            Span run = receiver.spans("run").getFirst();
            assertThat(run.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
            assertThat(receiver.below(run)).containsExactly("plan", "extract", "merge", "validate");
            assertThat(receiver.below(receiver.spans("validate").getFirst())).containsExactly("validating");
            assertThat(receiver.metricNames())
                    .as("only the spans have an address")
                    .isEmpty();
        }
    }

    /** Nothing is sent before the signal: the spans and metrics so far are those that the end sends. */
    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void aStoppedExportSendsItsSpansAndMetricsSoFar(String signal, int code) throws InterruptedException {
        try (OtlpReceiver receiver = new OtlpReceiver();
                Stack stack = stack()) {
            stack.into(folder.resolve("lake"));
            plan(stack);
            stack.sandbox()
                    .inject(FaultRule.of(new Fault.Slow(Duration.ofMinutes(5)))
                            .kind(RequestKind.GIT)
                            .path(SECRET)
                            .always());
            stack.set("COMMITLAKE_CATALOG_PASSWORD", SECRET)
                    .set("COMMITLAKE_WORKERS", "2")
                    .set("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.address())
                    .set("OTEL_BSP_SCHEDULE_DELAY", "600000")
                    .set("OTEL_METRIC_EXPORT_INTERVAL", "600000");
            Path log = folder.resolve("log");
            try (WorkerProcess worker = WorkerProcess.startInTerminal(log, stack.environment(), EXTRACT)) {
                worker.until(
                        "one repository is exported, and Git waits for the other",
                        () -> text(log).contains("sandbox/fine: 2 commits, 6 rows")
                                && stack.sandbox().faultProgress().getFirst().seen() > 0);
                assertThat(receiver.bodies()).isEmpty();
                worker.signal(signal, false);
                worker.ended(code);
            }

            assertThat(receiver.bodies()).isNotEmpty().noneMatch(body -> body.contains(SECRET));
            Span command = receiver.spans("extract").getFirst();
            Span fine = exporting(receiver, "sandbox/fine");
            Span stopped = exporting(receiver, "sandbox/***");
            assertThat(receiver.below(command)).containsExactly("exporting", "exporting");
            assertThat(OtlpReceiver.values(fine.getAttributesList()))
                    .containsAllEntriesOf(Map.of("commitlake.outcome", "exported", "commitlake.commits", "2"));
            assertThat(receiver.below(stopped)).contains("fetching");
            assertThat(List.of(command, stopped)).allSatisfy(span -> {
                assertThat(span.getEndTimeUnixNano()).isPositive();
                assertThat(OtlpReceiver.values(span.getAttributesList())).containsEntry("error.type", "interrupted");
            });
            assertThat(counts(receiver, Metric.REPOSITORIES))
                    .containsEntry(Map.of("commitlake.outcome", "exported"), 1L);
            assertThat(counts(receiver, Metric.COMMITS)).isEqualTo(Map.of(Map.of(), 2L));
            assertThat(receiver.metricNames()).contains(Metric.REQUEST_DURATION.label());
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
