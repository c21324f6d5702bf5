package io.commitlake.cli;

import io.commitlake.job.Validate;
import io.commitlake.model.CommitlakeException;
import io.micronaut.context.ApplicationContext;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "validate", description = "Checks the dataset's files against the ledger and against each other.")
final class ValidateCommand extends StepCommand {
    @Option(
            names = "--snapshot",
            paramLabel = "D",
            converter = RunFlags.Moment.class,
            description = RunFlags.SNAPSHOT_HELP)
    private @Nullable Instant snapshot;

    @Option(names = "--run", paramLabel = "RUN", description = "Check only the repositories of this run.")
    private @Nullable String run;

    /** Airflow stores the summary in its database, so it must stay small. */
    static final int MOST_IN_SUMMARY = 200;

    @Option(names = "--all", description = "Check every repository of the dataset.")
    private boolean all;

    ValidateCommand(CommandContext context) {
        super(context);
    }

    @Override
    DatasetUse use() {
        return DatasetUse.READS;
    }

    @Override
    void check() {
        if (all ? run != null || snapshot != null : run == null || snapshot == null) {
            throw CommitlakeException.usage("give either --all, or both --snapshot and --run");
        }
    }

    @Override
    ExitCode run(ApplicationContext beans) {
        Validate validate = beans.getBean(Validate.class);
        Validate.Result result = snapshot == null || run == null ? validate.all() : validate.run(snapshot, run);
        summarize(result.shortened(MOST_IN_SUMMARY));
        print(ResultText.validated(result));
        result.shown().forEach(fault -> warn("fault: " + fault.file() + ": " + fault.what()));
        return result.faults() == 0 ? ExitCode.DONE : ExitCode.FAULTY;
    }
}
