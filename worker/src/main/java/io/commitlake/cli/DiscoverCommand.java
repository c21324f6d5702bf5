package io.commitlake.cli;

import io.commitlake.dataset.RepositoryTables;
import io.commitlake.job.discovery.Discover;
import io.commitlake.model.CommitlakeException;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "discover",
        description = "Finds repositories by creation and stars, and adds those that aren't in the dataset yet.")
final class DiscoverCommand extends StepCommand {
    @Option(
            names = "--created-from",
            required = true,
            paramLabel = "D",
            converter = RunFlags.Moment.class,
            description = "Created then or later: a date (its start in UTC) or a time.")
    private Instant from = Instant.MIN;

    @Option(
            names = "--created-to",
            paramLabel = "D",
            converter = RunFlags.Moment.class,
            description = "Created before then: a date (its start in UTC) or a time; now without it.")
    private @Nullable Instant to;

    @Option(
            names = "--window",
            defaultValue = "P3D",
            paramLabel = "P3D",
            converter = RunFlags.Span.class,
            description = "Of creation time, to begin with (P3D); then as wide as what is found allows.")
    private Duration window = Duration.ZERO;

    @Option(names = "--stars", defaultValue = "100", paramLabel = "N", description = "At the least (100).")
    private long stars;

    @Option(
            names = "--forks",
            description = "Forks too. Without it there are none, as in GitHub's search: their commits are mostly those"
                    + " of what they were forked from.")
    private boolean forks;

    @Option(
            names = "--repositories-per-file",
            defaultValue = "1000",
            paramLabel = "N",
            description = "Of repositories/repositories_{n}.parquet (1000, which is the most).")
    private int perFile;

    DiscoverCommand(CommandContext surroundings) {
        super(surroundings);
    }

    private Discover.Wanted wanted() {
        Instant now = surroundings().clock().instant();
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
        return DatasetUse.BEGINS;
    }

    @Override
    void check() {
        Discover.Wanted wanted = wanted();
        Instant now = surroundings().clock().instant();
        if (wanted.to().isAfter(now)) {
            throw CommitlakeException.usage("--created-to " + wanted.to() + " is in the future (it is " + now
                    + " now): give a moment that has been, or leave it out");
        }
        if (!wanted.from().isBefore(wanted.to())) {
            throw CommitlakeException.usage("--created-from " + wanted.from() + " is not before --created-to "
                    + wanted.to() + ": give an earlier one");
        }
        if (!wanted.window().isPositive()) {
            throw CommitlakeException.usage(
                    "--window " + window + ": it should be a second or more, such as P3D or PT6H");
        }
        if (stars < 0) {
            throw CommitlakeException.usage("--stars " + stars + ": there can be 0 or more");
        }
        if (perFile < 1 || perFile > RepositoryTables.MAX_ROWS) {
            throw CommitlakeException.usage(
                    "--repositories-per-file " + perFile + ": there can be 1 to " + RepositoryTables.MAX_ROWS);
        }
    }

    @Override
    ExitCode run(ApplicationContext rooms) {
        Discover.Result result = rooms.getBean(Discover.class).run(wanted());
        summarize(result);
        say(String.format(
                Locale.ROOT,
                "discovered: %,d repositories in %,d windows, %,d of them added (%s)",
                result.found(),
                result.windows(),
                result.added(),
                result.report()));
        result.incomplete().forEach(words -> warn("commitlake: not all may have been found of " + words));
        return result.incomplete().isEmpty() ? ExitCode.DONE : ExitCode.REPOSITORIES;
    }
}
