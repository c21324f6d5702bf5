package io.commitlake.cli.settings;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Settings that a person would rather give as a flag. */
public final class SettingsFlags {
    @Option(
            names = "--dataset",
            paramLabel = "LOCATION",
            description = "Where the dataset lies: s3://bucket/prefix or file:/folder (COMMITLAKE_DATASET).")
    private @Nullable String dataset;

    @Option(
            names = "--source",
            paramLabel = "auto|git|api",
            description = "Where history comes from (COMMITLAKE_SOURCE, auto).")
    private @Nullable String source;

    @Option(names = "--workers", paramLabel = "N", description = "Repositories at once (COMMITLAKE_WORKERS, 10).")
    private @Nullable Integer workers;

    @Option(
            names = "--work-dir",
            paramLabel = "FOLDER",
            description = "For what is fetched and written before it is put (COMMITLAKE_WORK_DIR).")
    private @Nullable Path workFolder;

    Optional<String> dataset() {
        return Optional.ofNullable(dataset);
    }

    Optional<Integer> workers() {
        return Optional.ofNullable(workers);
    }

    Optional<Path> workFolder() {
        return Optional.ofNullable(workFolder);
    }

    Source source(Optional<String> variable) {
        return Source.of(Optional.ofNullable(source).or(() -> variable).orElse("auto"));
    }
}
