package io.commitlake.cli;

import io.commitlake.job.merge.Merge;
import io.micronaut.context.ApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "merge", description = "Updates the repositories' rows from the completed exports.")
final class MergeCommand extends StepCommand {
    @Mixin
    private final RunFlags flags = new RunFlags();

    MergeCommand(CommandContext context) {
        super(context);
    }

    @Override
    void check() {
        flags.check(context().clock());
    }

    @Override
    ExitCode run(ApplicationContext beans) {
        Merge.Result result = beans.getBean(Merge.class).run(flags.snapshot(), flags.run());
        summarize(result);
        print(ResultText.merged(result));
        return ExitCode.DONE;
    }
}
