package io.commitlake.cli;

import io.commitlake.cli.open.DatasetUse;
import io.commitlake.cli.output.Browser;
import io.commitlake.job.report.page.ReportPages;
import io.commitlake.job.runs.RunHistory;
import io.commitlake.job.runs.RunSummary;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "report", description = "Shows where the report of a run is, as a page for a browser; or makes it.")
final class ReportCommand extends StepCommand {
    @Option(names = "--run", paramLabel = "RUN", description = "The run's name (default: the newest with a report).")
    private @Nullable String run;

    @Option(
            names = "--write",
            description = "Make the report of --run from what its steps put until now, and put it into the dataset.")
    private boolean writes;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Where to copy a report that is in a bucket (default: report.html in this folder).")
    private Path output = Path.of("report.html");

    @Option(names = "--open", description = "Also open the report in a browser.")
    private boolean opens;

    ReportCommand(CommandContext context) {
        super(context);
    }

    @Override
    DatasetUse use() {
        return writes ? DatasetUse.CHANGES : DatasetUse.READS;
    }

    @Override
    void check() {
        if (writes && run == null) {
            throw CommitlakeException.usage("--write needs --run: name the run whose report to make");
        }
        if (run != null && run.isBlank()) {
            throw CommitlakeException.usage("--run is empty: name a run, or leave it out for the newest one");
        }
    }

    /** The result in the summary file. */
    record Result(String run, String report) {}

    @Override
    ExitCode run(ApplicationContext beans) {
        Storage storage = beans.getBean(Storage.class);
        String name = run != null ? run : newest(storage);
        String key = writes ? beans.getBean(ReportPages.class).write(name) : Layout.reportPage(name);
        summarize(new Result(name, key));
        if (writes && !opens) {
            print("report: " + storage.location() + "/" + key);
            return ExitCode.DONE;
        }
        Optional<Path> local = settings().dataset() instanceof StorageLocation.Folder(Path folder)
                ? Optional.of(folder.resolve(key))
                : Optional.empty();
        Path file = local.orElse(output);
        if (local.isPresent() ? !Files.exists(file) : !download(storage, key)) {
            throw CommitlakeException.settings("the run \"" + name + "\" has no report in " + storage.location() + " ("
                    + key + "): make it with `commitlake report --run " + name + " --write`, or name another --run");
        }
        print("report: " + storage.location() + "/" + key);
        print("file: " + file.toAbsolutePath());
        if (opens) {
            Browser.open(file.toAbsolutePath())
                    .ifPresent(why -> warn("commitlake: " + why + "; open the file in a browser yourself"));
        }
        return ExitCode.DONE;
    }

    private String newest(Storage storage) {
        return RunHistory.read(storage)
                .reported()
                .newest()
                .map(RunSummary::run)
                .orElseThrow(() -> CommitlakeException.settings("no run has a report in " + storage.location()
                        + ": make the report of a run with `commitlake report --run RUN --write`; `commitlake run` makes"
                        + " one at its end"));
    }

    private boolean download(Storage storage, String key) {
        Optional<Storage.Stored> page = storage.get(key);
        if (page.isEmpty()) {
            return false;
        }
        try {
            Files.write(output, page.get().content());
            return true;
        } catch (IOException refused) {
            throw CommitlakeException.settings(
                    "--output " + output + " can't be written: " + FailureText.of(refused) + "; name another file",
                    refused);
        }
    }
}
