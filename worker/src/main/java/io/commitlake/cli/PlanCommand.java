package io.commitlake.cli;

import io.commitlake.job.plan.Plan;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.RunPlan;
import io.micronaut.context.ApplicationContext;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "plan", description = "Looks at every repository once, and freezes the work of a run in shards.")
final class PlanCommand extends StepCommand {
    @Mixin
    private final RunFlags flags = new RunFlags();

    @Option(
            names = "--shards",
            paramLabel = "N",
            defaultValue = "8",
            description = "Maximum number of shards (default: 8).")
    private int shards;

    @Option(
            names = "--repositories",
            arity = "1..*",
            paramLabel = "FILE|OWNER/NAME",
            description = "Repositories files to plan, such as repositories_0, or single repositories (default: all).")
    private List<String> repositories = new ArrayList<>();

    PlanCommand(CommandContext context) {
        super(context);
    }

    @Override
    void check() {
        flags.check(context().clock());
        if (shards < 1 || shards > RunPlan.MAX_SHARDS) {
            throw CommitlakeException.usage("--shards is " + shards + ": it should be from 1 to " + RunPlan.MAX_SHARDS);
        }
    }

    @Override
    ExitCode run(ApplicationContext beans) {
        RunPlan plan = beans.getBean(Plan.class).run(flags.snapshot(), flags.run(), shards, repositories);
        summarize(plan);
        print("snapshot: " + plan.snapshot());
        plan.shards().forEach(shard -> print(shard.label()));
        if (!plan.leftOut().isEmpty()) {
            print("left out: " + ResultText.counts(plan.leftOut()));
        }
        return ExitCode.DONE;
    }
}
