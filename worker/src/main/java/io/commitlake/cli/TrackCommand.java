package io.commitlake.cli;

import io.commitlake.cli.open.DatasetUse;
import io.commitlake.job.discovery.Track;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
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
    private static final int MOST_SHOWN = 10;

    @Parameters(arity = "0..*", paramLabel = "OWNER/NAME", description = "Names of repositories.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "File with one name on each line; the text after a # is a comment.")
    private @Nullable Path file;

    private final List<String> wanted = new ArrayList<>();

    TrackCommand(CommandContext context) {
        super(context);
    }

    @Override
    DatasetUse use() {
        return DatasetUse.CREATES;
    }

    @Override
    void check() {
        List<String> bad = new ArrayList<>();
        names.forEach(name -> add(name, "", bad));
        if (file != null) {
            List<String> lines = lines(file);
            for (int i = 0; i < lines.size(); i++) {
                String name = lines.get(i).replaceFirst("#.*", "").strip();
                if (!name.isEmpty()) {
                    add(name, file + ":" + (i + 1) + ": ", bad);
                }
            }
        }
        if (!bad.isEmpty()) {
            String more = bad.size() > MOST_SHOWN ? "; and " + (bad.size() - MOST_SHOWN) + " more" : "";
            throw CommitlakeException.usage(String.join("; ", bad.subList(0, Math.min(MOST_SHOWN, bad.size()))) + more
                    + ": write owner/name, such as pallets/flask");
        }
        if (wanted.isEmpty()) {
            throw CommitlakeException.usage(
                    file == null
                            ? "no repository is named: give some as owner/name, or give --file"
                            : "--file " + file + " names no repository: write one owner/name on each line");
        }
    }

    private void add(String given, String where, List<String> bad) {
        Track.fullName(given)
                .ifPresentOrElse(wanted::add, () -> bad.add(where + "\"" + given + "\" isn't a repository's name"));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readString(file).replaceFirst("^\uFEFF", "").lines().toList();
        } catch (IOException failed) {
            throw CommitlakeException.usage("--file " + file + " can't be read: " + FailureText.of(failed));
        }
    }

    @Override
    ExitCode run(ApplicationContext beans) {
        Track.Result result = beans.getBean(Track.class).run(wanted);
        summarize(result);
        print("tracked: " + result.added() + " added, " + result.known() + " already tracked");
        result.failures().forEach((name, words) -> warn("commitlake: " + name + " is not tracked: " + words));
        return ResultText.exitCode(result);
    }
}
