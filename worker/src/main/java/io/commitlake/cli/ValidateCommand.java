package io.commitlake.cli;

import io.commitlake.cli.open.DatasetUse;
import io.commitlake.job.validate.Part;
import io.commitlake.job.validate.Validate;
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

    @Option(names = "--run", paramLabel = "RUN", description = "Check only what this run exported.")
    private @Nullable String run;

    /** Airflow stores the summary in its database, so it must stay small. */
    static final int MOST_IN_SUMMARY = 200;

    @Option(names = "--all", description = "Check everything in the dataset.")
    private boolean all;

    @Option(
            names = "--shard",
            paramLabel = "K",
            description = "Check only this shard: with --run, of the run; with --all, of --shards N.")
    private @Nullable Integer shard;

    @Option(names = "--shards", paramLabel = "N", description = "With --all: cut the dataset into so many shards.")
    private @Nullable Integer shards;

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
        if (all ? (shard == null) != (shards == null) : shards != null) {
            throw CommitlakeException.usage(
                    "give --all both --shard and --shards, or neither; a run's --shard needs no --shards");
        }
        part();
    }

    /** The part of the dataset that {@code --all} checks. */
    private Part part() {
        return shard == null || shards == null ? Part.WHOLE : new Part(shard, shards);
    }

    @Override
    ExitCode run(ApplicationContext beans) {
        Validate validate = beans.getBean(Validate.class);
        Validate.Result result;
        if (snapshot == null || run == null) {
            result = validate.all(part());
        } else {
            result = shard == null ? validate.run(snapshot, run) : validate.run(snapshot, run, shard);
        }
        summarize(result.shortened(MOST_IN_SUMMARY));
        print(ResultText.validated(result));
        result.shown().forEach(fault -> warn("fault: " + fault.file() + ": " + fault.what()));
        return result.faults() == 0 ? ExitCode.DONE : ExitCode.FAULTY;
    }
}
