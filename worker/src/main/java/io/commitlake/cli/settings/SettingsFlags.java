package io.commitlake.cli.settings;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.People;
import io.commitlake.model.contents.Contents;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The settings that can also be given as flags. */
public final class SettingsFlags {
    @Option(
            names = "--dataset",
            paramLabel = "LOCATION",
            description = "Location of the dataset: s3://bucket/prefix or file:/folder (overrides COMMITLAKE_DATASET).")
    private @Nullable String dataset;

    @Option(
            names = "--source",
            paramLabel = "auto|git|api",
            description = "Source of history (overrides COMMITLAKE_SOURCE; default: auto).")
    private @Nullable String source;

    @Option(
            names = "--people",
            paramLabel = "clear|hashed|none",
            description = "What the dataset keeps of names and e-mail addresses, fixed by the first command that writes"
                    + " (overrides COMMITLAKE_PEOPLE; default: the dataset's, clear for a new one).")
    private @Nullable String people;

    @Option(
            names = "--contents",
            paramLabel = "FILTER",
            description =
                    "The file contents that the dataset keeps: none, all, or words such as .py,.java,max=1MB,text;"
                            + " fixed by the first command that writes (overrides COMMITLAKE_CONTENTS; default: the dataset's,"
                            + " none for a new one).")
    private @Nullable String contents;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Repositories exported at once (overrides COMMITLAKE_WORKERS; default: 16).")
    private @Nullable Integer workers;

    @Option(
            names = "--work-dir",
            paramLabel = "FOLDER",
            description = "Local folder for fetched history and unfinished files (overrides COMMITLAKE_WORK_DIR).")
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

    Optional<People> people(Optional<String> variable) {
        return Optional.ofNullable(people)
                .or(() -> variable)
                .map(word -> People.parse(word)
                        .orElseThrow(() -> CommitlakeException.settings("COMMITLAKE_PEOPLE (or --people) is \"" + word
                                + "\": it should be clear, hashed or none")));
    }

    Optional<Contents> contents(Optional<String> variable) {
        return Optional.ofNullable(contents).or(() -> variable).map(setting -> {
            try {
                return Contents.parse(setting);
            } catch (IllegalArgumentException invalid) {
                throw CommitlakeException.settings("COMMITLAKE_CONTENTS (or --contents) is \"" + setting + "\", which "
                        + invalid.getMessage() + " (it should be none, all, or words such as .py,.java,max=1MB,text)");
            }
        });
    }
}
