package io.commitlake.cli;

import io.commitlake.job.Track;
import io.commitlake.model.CommitlakeException;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "track", description = "Adds repositories to the dataset by name.")
final class TrackCommand extends StepCommand {
    @Parameters(arity = "0..*", paramLabel = "OWNER/NAME", description = "Repositories by name.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Names from a file, one a line; what follows a # doesn't count.")
    private @Nullable Path file;

    TrackCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        if (file != null) {
            try {
                Files.readAllLines(file).stream()
                        .map(line -> line.replaceFirst("#.*", "").strip())
                        .filter(line -> !line.isEmpty())
                        .forEach(names::add);
            } catch (IOException failed) {
                throw CommitlakeException.usage("--file " + file + " can't be read: " + failed.getMessage());
            }
        }
        if (names.isEmpty()) {
            throw CommitlakeException.usage("which repositories? Name some, as owner/name, or give --file");
        }
    }

    @Override
    ExitCode run(ApplicationContext rooms) {
        Track.Result result = rooms.getBean(Track.class).run(names);
        summarize(result);
        say("tracked: " + result.added() + " added, " + result.known() + " known before");
        result.failures().forEach((name, words) -> warn("commitlake: " + name + " is not tracked: " + words));
        return result.failures().isEmpty() ? ExitCode.DONE : ExitCode.REPOSITORIES;
    }
}
