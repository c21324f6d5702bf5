package io.commitlake.cli;

import io.commitlake.job.Progress;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What all commands share: settings, the summary file, and the house that is opened and closed around them. */
abstract class StepCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final SettingsFlags flags = new SettingsFlags();

    @Option(names = "--summary", paramLabel = "FILE", description = "Write the result as JSON to this file.")
    private @Nullable Path summary;

    StepCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        check();
        try (Progress progress = surroundings.progress();
                ApplicationContext rooms = Rooms.open(surroundings.environment().settings(flags), progress)) {
            return run(rooms).code();
        }
    }

    /** Refuses arguments that can't be, before anything is opened. */
    void check() {}

    /** Does the step, and reports. */
    abstract ExitCode run(ApplicationContext rooms);

    Surroundings surroundings() {
        return surroundings;
    }

    /** A line of the result. */
    void say(String line) {
        surroundings.out().println(line);
    }

    /** A line about what went wrong. */
    void warn(String line) {
        surroundings.err().println(line);
    }

    void summarize(Object result) {
        if (summary == null) {
            return;
        }
        try {
            Path folder = summary.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.write(summary, Json.write(result));
        } catch (IOException failed) {
            throw CommitlakeException.settings(
                    "--summary " + summary + " can't be written: " + failed.getMessage(), failed);
        }
    }
}
