package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.cli.telemetry.Telemetry;
import io.commitlake.testing.Logged;
import io.commitlake.testing.OtlpReceiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No trouble with a receiver of traces and metrics disturbs a command, and without one there is no cost. */
class TelemetryTroubleTest {
    @TempDir
    Path folder;

    private Stack stack() {
        Path histories = folder.resolve("histories");
        try {
            Files.createDirectories(histories);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Repo repository = Repo.create(histories, "small");
        repository.branch("main", repository.commit("2020-01-01T00:00:00Z", "a", "1\n"));
        return new Stack(folder, histories).into(folder.resolve("lake"));
    }

    /** The exit code, the result and the time stay what they are, and one line of the log says why nothing arrives. */
    @Test
    void aReceiverThatHangsDelaysTheEndByThreeSecondsAndIsNamedOnce() throws Exception {
        try (ServerSocket hanging = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Logged log = Logged.of(Telemetry.class);
                Stack stack = stack()) {
            stack.track("small").ended(0);
            long begun = System.nanoTime();
            stack.track("missing").ended(3);
            Duration without = Duration.ofNanos(System.nanoTime() - begun);
            String address = "http://127.0.0.1:" + hanging.getLocalPort();
            stack.set("OTEL_EXPORTER_OTLP_ENDPOINT", address).set("OTEL_METRIC_EXPORT_INTERVAL", "200");
            begun = System.nanoTime();
            stack.track("missing").ended(3);
            Duration with = Duration.ofNanos(System.nanoTime() - begun);

            assertThat(with).isLessThan(without.multipliedBy(2).plusSeconds(8));
            assertThat(log.lines()).singleElement().asString().startsWith("WARN " + address + " doesn't receive all");
        }
    }

    @Test
    void aReceiverThatRefusesEverythingIsNamedOnce() {
        try (Listener refusing = new Listener();
                Logged log = Logged.of(Telemetry.class);
                Stack stack = stack()) {
            stack.set("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + refusing.port())
                    .track("small")
                    .ended(0);

            assertThat(refusing.requests()).hasSizeGreaterThanOrEqualTo(2);
            assertThat(log.lines()).singleElement().asString().contains("doesn't receive all traces and metrics");
        }
    }

    @Test
    void aSettingThatOpenTelemetryRefusesIsNamed() {
        try (OtlpReceiver receiver = new OtlpReceiver();
                Logged log = Logged.of(Telemetry.class);
                Stack stack = stack()) {
            String error = stack.set("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.address())
                    .set("OTEL_TRACES_SAMPLER", "sometimes")
                    .track("small")
                    .ended(3)
                    .err();

            assertThat(error).contains("OTEL_TRACES_SAMPLER: sometimes", "OTEL_SDK_DISABLED=true");
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void nothingOfOpenTelemetryIsLoadedUnlessAnAddressIsSet() throws Exception {
        try (OtlpReceiver receiver = new OtlpReceiver();
                Stack stack = stack().set("OTEL_SERVICE_NAME", "lake").set("OTEL_TRACES_EXPORTER", "otlp")) {
            assertThat(loaded(stack)).isEmpty();
            assertThat(loaded(stack.set("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.address())))
                    .hasSizeGreaterThan(100);
            assertThat(receiver.spans("track"))
                    .as("sent before the process ended")
                    .hasSize(1);
        }
    }

    /** The classes of OpenTelemetry that a command loads in a process of its own. */
    private List<String> loaded(Stack stack) throws Exception {
        Path classes = folder.resolve("classes");
        stack.set("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + classes);
        try (WorkerProcess worker =
                WorkerProcess.start(folder.resolve("log"), stack.environment(), "track", "sandbox/small")) {
            worker.ended(0);
        }
        List<String> all = Files.readAllLines(classes);
        assertThat(all).anyMatch(line -> line.contains(Telemetry.class.getName()));
        return all.stream().filter(line -> line.contains("io.opentelemetry.")).toList();
    }
}
