package io.commitlake.cli.settings;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.secret.KnownSecrets;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where traces and metrics go, by OpenTelemetry's own settings ("Environment Variable Specification").
 *
 * @param properties the settings as the SDK's properties, such as {@code otel.exporter.otlp.endpoint}
 * @param receivers the receivers' addresses, for messages
 * @param parent the W3C trace context of the process that started this one, by the names of its headers
 */
public record TelemetrySettings(Map<String, String> properties, String receivers, Map<String, String> parent) {
    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String TRACES_ENDPOINT = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    private static final String METRICS_ENDPOINT = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";

    /** Their values may have the receiver's token. */
    private static final List<String> HEADERS = List.of(
            "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_METRICS_HEADERS");

    private static final List<String> PROTOCOLS = List.of(
            "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL");

    /** Headers that name a tenant. That is no secret, and often a common word. */
    private static final Pattern TENANT = Pattern.compile("(?i).*(org-?id|tenant|dataset|stream).*");

    private static final String OTLP = "otlp";
    private static final String NONE = "none";

    public TelemetrySettings {
        properties = Map.copyOf(properties);
        parent = Map.copyOf(parent);
    }

    /**
     * The settings; empty if nothing is to be sent.
     *
     * @throws CommitlakeException of kind SETTINGS if a value isn't one that this program can follow
     */
    static Optional<TelemetrySettings> of(Environment environment) {
        boolean disabled = environment
                .variable("OTEL_SDK_DISABLED")
                .filter("true"::equalsIgnoreCase)
                .isPresent();
        if (disabled || endpoints(environment).findAny().isEmpty()) {
            return Optional.empty();
        }
        String traces = exporter(environment, "OTEL_TRACES_EXPORTER", TRACES_ENDPOINT);
        String metrics = exporter(environment, "OTEL_METRICS_EXPORTER", METRICS_ENDPOINT);
        if (traces.equals(NONE) && metrics.equals(NONE)) {
            return Optional.empty();
        }
        PROTOCOLS.forEach(name -> environment
                .variable(name)
                .filter(protocol -> !protocol.equals("http/protobuf"))
                .ifPresent(protocol -> {
                    throw CommitlakeException.settings(
                            name + " is \"" + protocol + "\": it should be http/protobuf, or not be set");
                }));
        Map<String, String> properties = new HashMap<>();
        properties.put("otel.exporter.otlp.protocol", "http/protobuf");
        environment
                .namesFrom("OTEL_")
                .forEach(name -> environment
                        .variable(name)
                        .ifPresent(value ->
                                properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value)));
        properties.put("otel.traces.exporter", traces);
        properties.put("otel.metrics.exporter", metrics);
        properties.put("otel.logs.exporter", NONE);
        Map<String, String> parent = new HashMap<>();
        environment.variable("TRACEPARENT").ifPresent(context -> parent.put("traceparent", context));
        environment.variable("TRACESTATE").ifPresent(state -> parent.put("tracestate", state));
        String receivers =
                String.join(" and ", new TreeSet<>(endpoints(environment).toList()));
        return Optional.of(new TelemetrySettings(properties, receivers, parent));
    }

    /** Makes the values of headers known as secrets, as they are, decoded, and without a scheme such as Bearer. */
    static void addSecrets(Environment environment) {
        HEADERS.stream()
                .flatMap(name -> environment.variable(name).stream())
                .flatMap(headers -> Stream.of(headers.split(",", -1)))
                .map(header -> header.split("=", 2))
                .filter(header ->
                        header.length == 2 && !TENANT.matcher(header[0]).matches())
                .map(header -> header[1].strip())
                .flatMap(value -> Stream.of(value, decoded(value)))
                .flatMap(value -> Stream.concat(Stream.of(value), Stream.of(value.split("\\s+", -1))))
                .forEach(KnownSecrets::add);
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return value;
        }
    }

    private static Stream<String> endpoints(Environment environment) {
        return Stream.of(ENDPOINT, TRACES_ENDPOINT, METRICS_ENDPOINT)
                .flatMap(name -> environment.uri(name).map(address -> checked(name, address)).stream())
                .map(URI::toString);
    }

    private static URI checked(String name, URI address) {
        boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
        if (!http || address.getHost() == null) {
            throw CommitlakeException.settings(
                    name + " is \"" + address + "\": it should be a URL such as http://collector:4318");
        }
        return address;
    }

    /** The exporter of a signal: by default none if only the other signal has an address. */
    private static String exporter(Environment environment, String name, String endpoint) {
        boolean hasAddress = environment
                .variable(ENDPOINT)
                .or(() -> environment.variable(endpoint))
                .isPresent();
        String chosen = environment.variable(name).orElse(OTLP);
        if (!chosen.equals(OTLP) && !chosen.equals(NONE)) {
            throw CommitlakeException.settings(name + " is \"" + chosen + "\": it should be otlp or none");
        }
        return hasAddress ? chosen : NONE;
    }
}
