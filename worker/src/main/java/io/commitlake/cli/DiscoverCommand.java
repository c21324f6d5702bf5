package io.commitlake.cli;

import io.commitlake.cli.open.DatasetUse;
import io.commitlake.dataset.RepositoryTables;
import io.commitlake.job.discovery.Discover;
import io.commitlake.model.CommitlakeException;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "discover",
        description = "Finds repositories by creation date and stars, and adds the new ones to the dataset.")
final class DiscoverCommand extends StepCommand {
    @Option(
            names = "--created-from",
            required = true,
            paramLabel = "D",
            converter = RunFlags.Moment.class,
            description = "Earliest creation time: a date (its start in UTC) or a time.")
    private Instant from = Instant.MIN;

    @Option(
            names = "--created-to",
            paramLabel = "D",
            converter = RunFlags.Moment.class,
            description = "Latest creation time, exclusive: a date (its start in UTC) or a time (default: now).")
    private @Nullable Instant to;

    @Option(
            names = "--window",
            defaultValue = "P3D",
            paramLabel = "P3D",
            converter = RunFlags.Span.class,
            description =
                    "Width of the first search window, in creation time (default: P3D). The width of later windows"
                            + " depends on the number of results.")
    private Duration window = Duration.ZERO;

    @Option(
            names = "--stars",
            defaultValue = "100",
            paramLabel = "N",
            description = "Minimum number of stars (default: 100).")
    private long stars;

    @Option(
            names = "--forks",
            description =
                    "Include forks. Like GitHub's search, discover leaves them out by default: most of their commits"
                            + " are those of the original repository.")
    private boolean forks;

    @Option(
            names = "--repositories-per-file",
            defaultValue = "1000",
            paramLabel = "N",
            description = "Begin a new file of repositories/ after this many rows, at most 1000 (default: 1000).")
    private int perFile;

    DiscoverCommand(CommandContext context) {
        super(context);
    }

    private Discover.Wanted wanted() {
        Instant now = context().clock().instant();
        return new Discover.Wanted(
                from.truncatedTo(ChronoUnit.SECONDS),
                (to == null ? now : to).truncatedTo(ChronoUnit.SECONDS),
                window.truncatedTo(ChronoUnit.SECONDS),
                stars,
                forks,
                perFile);
    }

    @Override
    DatasetUse use() {
        return DatasetUse.CREATES;
    }

    @Override
    void check() {
        Discover.Wanted wanted = wanted();
        Instant now = context().clock().instant();
        if (wanted.to().isAfter(now)) {
            throw CommitlakeException.usage("--created-to " + wanted.to() + " is in the future (it is " + now
                    + " now): give a time in the past, or leave it out");
        }
        if (!wanted.from().isBefore(wanted.to())) {
            throw CommitlakeException.usage("--created-from " + wanted.from() + " is not before --created-to "
                    + wanted.to() + ": give an earlier time");
        }
        if (!wanted.window().isPositive()) {
            throw CommitlakeException.usage(
                    "--window is " + window + ": it should be a second or more, such as P3D or PT6H");
        }
        if (stars < 0) {
            throw CommitlakeException.usage("--stars is " + stars + ": it should be 0 or more");
        }
        if (perFile < 1 || perFile > RepositoryTables.MAX_ROWS) {
            throw CommitlakeException.usage(
                    "--repositories-per-file is " + perFile + ": it should be from 1 to " + RepositoryTables.MAX_ROWS);
        }
    }

    @Override
    ExitCode run(ApplicationContext beans) {
        Discover.Result result = beans.getBean(Discover.class).run(wanted());
        summarize(result);
        print(String.format(
                Locale.ROOT,
                "discovered: %,d repositories in %,d windows, %,d of them added (%s)",
                result.found(),
                result.windows(),
                result.added(),
                result.report()));
        if (!result.forgotten().isEmpty()) {
            print("not added, because they are forgotten: "
                    + result.forgotten().stream().map(id -> "repository " + id).collect(Collectors.joining(", "))
                    + " (`commitlake forget --undo --id N` allows one again)");
        }
        result.incomplete().forEach(words -> warn("commitlake: some repositories may be missing from " + words));
        return result.incomplete().isEmpty() ? ExitCode.DONE : ExitCode.REPOSITORIES;
    }
}
