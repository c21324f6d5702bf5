package io.commitlake.cli;

import io.commitlake.cli.output.LogContext;
import io.commitlake.cli.telemetry.CommandTarget;
import io.commitlake.cli.telemetry.Telemetry;
import io.commitlake.job.export.Extract;
import io.commitlake.job.merge.Merge;
import io.commitlake.job.plan.Plan;
import io.commitlake.job.report.page.ReportPages;
import io.commitlake.job.validate.Validate;
import io.commitlake.model.RunPlan;
import io.commitlake.storage.Storage;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "run",
        description = "Plans, extracts, merges and validates in one process, and makes the run's report.")
final class RunCommand extends StepCommand {
    @Option(
            names = "--snapshot",
            paramLabel = "D",
            converter = RunFlags.Moment.class,
            description = RunFlags.SNAPSHOT_HELP + " Default: now.")
    private @Nullable Instant snapshot;

    RunCommand(CommandContext context) {
        super(context);
    }

    private Instant begun = Instant.MAX;
    private Instant moment = Instant.MAX;
    private String run = "";

    @Override
    void check() {
        if (snapshot != null) {
            RunFlags.refuseFuture(snapshot, context().clock());
        }
        begun = context().clock().instant();
        moment = snapshot == null ? begun.truncatedTo(ChronoUnit.MILLIS) : snapshot;
        // Each run has its own name, so that a later run of the same snapshot looks at GitHub again.
        run = "run-" + begun.truncatedTo(ChronoUnit.SECONDS) + "-"
                + UUID.randomUUID().toString().substring(0, 8);
        LogContext.set("run", run);
    }

    @Override
    CommandTarget target() {
        return new CommandTarget("run", Optional.of(run), Optional.empty(), Optional.of(moment));
    }

    /** The results of all steps of a run. */
    record Result(RunPlan plan, Extract.Result extract, Merge.Result merge, Validate.Result validate) {}

    @Override
    ExitCode run(ApplicationContext beans) {
        Telemetry telemetry = telemetry();
        RunPlan plan = telemetry.step("plan", () -> beans.getBean(Plan.class).run(moment, run, 1, List.of()));
        Extract.Result extract =
                telemetry.step("extract", () -> beans.getBean(Extract.class).run(moment, run, 0));
        // Print this before the merge, which may fail.
        print(
                extract.repositories() == 0
                        ? "nothing to do: " + ResultText.counts(plan.leftOut())
                        : ResultText.extracted(extract));
        extract.failures().forEach(this::warnOfFailure);
        Merge.Result merge =
                telemetry.step("merge", () -> beans.getBean(Merge.class).run(moment, run));
        Validate.Result validate =
                telemetry.step("validate", () -> beans.getBean(Validate.class).run(moment, run));
        summarize(new Result(plan, extract, merge, validate.shortened(ValidateCommand.MOST_IN_SUMMARY)));
        if (extract.repositories() > 0) {
            print(ResultText.merged(merge));
            print(ResultText.validated(validate));
            if (!plan.leftOut().isEmpty()) {
                print("left out: " + ResultText.counts(plan.leftOut()));
            }
        }
        validate.shown().forEach(fault -> warn("fault: " + fault.file() + ": " + fault.what()));
        print("report: " + beans.getBean(Storage.class).location() + "/"
                + beans.getBean(ReportPages.class).write(run));
        print(String.format(
                Locale.ROOT,
                "took %.1f s",
                Duration.between(begun, context().clock().instant()).toMillis() / 1000.0));
        ExitCode extracted = ResultText.exitCode(extract);
        return extracted != ExitCode.DONE ? extracted : validate.faults() == 0 ? ExitCode.DONE : ExitCode.FAULTY;
    }
}
