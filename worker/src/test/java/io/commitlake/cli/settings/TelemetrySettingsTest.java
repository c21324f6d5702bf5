package io.commitlake.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.secret.KnownSecrets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TelemetrySettingsTest {
    private static Optional<TelemetrySettings> of(String... namesAndValues) {
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            variables.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Environment(variables).telemetry();
    }

    @Test
    void nothingIsSentWithoutAnAddressOrIfTheSettingsSaySo() {
        assertThat(of("OTEL_SERVICE_NAME", "lake", "OTEL_TRACES_EXPORTER", "otlp"))
                .isEmpty();
        assertThat(of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318", "OTEL_SDK_DISABLED", "TRUE"))
                .isEmpty();
        assertThat(of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318",
                        "OTEL_TRACES_EXPORTER", "none",
                        "OTEL_METRICS_EXPORTER", "none"))
                .isEmpty();
        assertThat(of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318", "OTEL_SDK_DISABLED", "false"))
                .isPresent();
    }

    @Test
    void onlyTheSignalThatHasAnAddressIsSent() {
        Map<String, String> properties = of(
                        "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://c:9090/api/v1/otlp/v1/metrics")
                .orElseThrow()
                .properties();

        assertThat(properties)
                .containsAllEntriesOf(Map.of(
                        "otel.metrics.exporter", "otlp",
                        "otel.traces.exporter", "none",
                        "otel.logs.exporter", "none",
                        "otel.exporter.otlp.protocol", "http/protobuf",
                        "otel.exporter.otlp.metrics.endpoint", "http://c:9090/api/v1/otlp/v1/metrics"));
    }

    @ParameterizedTest
    @CsvSource({
        "OTEL_EXPORTER_OTLP_ENDPOINT, collector:4318, should be a URL such as http://collector:4318",
        "OTEL_EXPORTER_OTLP_ENDPOINT, http://user:of-nobody@c:4318, must not contain a user or a password",
        "OTEL_EXPORTER_OTLP_PROTOCOL, grpc, should be http/protobuf",
        "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL, http/json, should be http/protobuf",
        "OTEL_TRACES_EXPORTER, zipkin, should be otlp or none",
        "OTEL_METRICS_EXPORTER, prometheus, should be otlp or none"
    })
    void aValueThatCannotBeFollowedIsRefusedByName(String name, String value, String message) {
        assertThatThrownBy(() -> of("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://c:4318", name, value))
                .isInstanceOf(CommitlakeException.class)
                .hasMessageContainingAll(name, message)
                .hasMessageNotContaining("of-nobody");
    }

    @Test
    void theReceiversTokenIsASecretAndItsTenantIsNot() {
        String token = "canary+of/headers=3391";
        of(
                "OTEL_EXPORTER_OTLP_HEADERS",
                        "x-scope-orgid=tenant-of-all,authorization=Bearer%20canary%2Bof%2Fheaders%3D3391",
                "OTEL_EXPORTER_OTLP_METRICS_HEADERS", "api-key=canary-of-metrics-4420");

        assertThat(KnownSecrets.redact("a " + token + " b, canary-of-metrics-4420, tenant-of-all"))
                .isEqualTo("a *** b, ***, tenant-of-all");
    }
}
