package io.commitlake.cli.telemetry;

import io.commitlake.cli.settings.TelemetrySettings;
import io.commitlake.github.tokens.TokenUse;
import io.commitlake.job.work.Progress;
import io.commitlake.model.meter.Meter;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The traces and metrics of one command. Thread-safe. A receiver that fails changes no result and no exit code. */
public interface Telemetry extends AutoCloseable {
    /** Sends nothing, and loads nothing of OpenTelemetry. */
    Telemetry OFF = new Telemetry() {
        @Override
        public <E extends CommandEnd> E command(Supplier<E> work, Function<RuntimeException, E> thrown) {
            return work.get();
        }

        @Override
        public <T> T step(String name, Supplier<T> work) {
            return work.get();
        }

        @Override
        public Progress watch(Progress progress) {
            return progress;
        }

        @Override
        public Meter meter() {
            return Meter.NONE;
        }

        @Override
        public void tokens(Supplier<List<TokenUse>> uses) {}

        @Override
        public void close() {}
    };

    /**
     * Begins to send, if there are settings.
     *
     * @throws io.commitlake.model.CommitlakeException of kind SETTINGS if the SDK refuses a setting
     */
    static Telemetry open(Optional<TelemetrySettings> settings, CommandTarget target) {
        return settings.isEmpty() ? OFF : SentTelemetry.open(settings.get(), target);
    }

    /**
     * Runs a command as a span of its own.
     *
     * @param thrown how a command ends that throws
     */
    <E extends CommandEnd> E command(Supplier<E> work, Function<RuntimeException, E> thrown);

    /** Runs a part of the command as a span of its own. */
    <T> T step(String name, Supplier<T> work);

    /** Progress that also makes spans and metrics of the work that it shows. */
    Progress watch(Progress progress);

    /** Receives what the parts of the command measure. */
    Meter meter();

    /** Where the use of each token is read from, each time that metrics are sent. */
    void tokens(Supplier<List<TokenUse>> uses);

    /** Sends the rest. Takes a few seconds at most, and warns if the receiver hasn't accepted it by then. */
    @Override
    void close();
}
