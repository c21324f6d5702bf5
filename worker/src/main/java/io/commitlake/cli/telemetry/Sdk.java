package io.commitlake.cli.telemetry;

import io.commitlake.cli.settings.TelemetrySettings;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import io.commitlake.model.secret.KnownSecrets;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;

/** Makes OpenTelemetry's SDK as its own settings say. */
final class Sdk {
    /** The SDK logs each failure with java.util.logging, whose output hides no secret; the {@link Receiver} names one. */
    private static final Logger LOGGER = Logger.getLogger("io.opentelemetry");

    private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");
    private static final AttributeKey<String> SERVICE_VERSION = AttributeKey.stringKey("service.version");
    private static final AttributeKey<String> SERVICE_INSTANCE = AttributeKey.stringKey("service.instance.id");

    private static final Pattern PROPERTY = Pattern.compile("\\botel(\\.[a-z]+)+\\b");

    private Sdk() {}

    static OpenTelemetrySdk open(TelemetrySettings settings, CommandTarget target, Receiver receiver) {
        LOGGER.setLevel(Level.OFF);
        try {
            return AutoConfiguredOpenTelemetrySdk.builder()
                    .addPropertiesSupplier(settings::properties)
                    .addResourceCustomizer((configured, _) -> resource(configured, target))
                    .addSpanExporterCustomizer((exporter, _) -> new WatchedSpans(exporter, receiver))
                    .addMetricExporterCustomizer((exporter, _) -> new WatchedMetrics(exporter, receiver))
                    .disableShutdownHook()
                    .build()
                    .getOpenTelemetrySdk();
        } catch (ConfigurationException | IllegalArgumentException | IllegalStateException refused) {
            throw CommitlakeException.settings(
                    "OpenTelemetry refuses a setting: " + asSettings(FailureText.of(refused))
                            + "; correct it, or turn traces and metrics off with OTEL_SDK_DISABLED=true",
                    refused);
        }
    }

    /** The text with the SDK's properties, such as {@code otel.service.name}, as the settings that they come from. */
    private static String asSettings(String text) {
        return PROPERTY.matcher(text)
                .replaceAll(
                        property -> property.group().toUpperCase(Locale.ROOT).replace('.', '_'));
    }

    /** Our own attributes, then the settings', then those of the command. No text in them shows a known secret. */
    private static Resource resource(Resource configured, CommandTarget target) {
        AttributesBuilder own = io.opentelemetry.api.common.Attributes.builder()
                .put(SERVICE_NAME, "commitlake")
                // Shards run at once; without an instance their counters would overwrite each other.
                .put(SERVICE_INSTANCE, UUID.randomUUID().toString());
        Optional.ofNullable(Sdk.class.getPackage().getImplementationVersion())
                .ifPresent(version -> own.put(SERVICE_VERSION, version));
        AttributesBuilder set = configured.getAttributes().toBuilder();
        configured.getAttributes().forEach((name, value) -> {
            if (value instanceof String text) {
                set.put(name.getKey(), KnownSecrets.redact(text));
            }
        });
        if (String.valueOf(configured.getAttribute(SERVICE_NAME)).startsWith("unknown_service")) {
            set.remove(SERVICE_NAME);
        }
        AttributesBuilder command =
                io.opentelemetry.api.common.Attributes.builder().put(AttributeNames.COMMAND, target.command());
        target.run().ifPresent(run -> command.put(AttributeNames.RUN, KnownSecrets.redact(run)));
        target.shard().ifPresent(shard -> command.put(AttributeNames.SHARD, shard));
        target.snapshot().ifPresent(snapshot -> command.put(AttributeNames.SNAPSHOT, snapshot.toString()));
        return Resource.create(own.build()).merge(Resource.create(set.build())).merge(Resource.create(command.build()));
    }
}
