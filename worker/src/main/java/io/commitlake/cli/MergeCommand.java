package io.commitlake.cli;

import io.commitlake.job.Merge;
import io.micronaut.context.ApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "merge", description = "Sets the repositories' rows from the exports that are complete.")
final class MergeCommand extends StepCommand {
    @Mixin
    private final RunFlags flags = new RunFlags();

    MergeCommand(CommandContext surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        flags.check(surroundings().clock());
    }

    @Override
    ExitCode run(ApplicationContext rooms) {
        Merge.Result result = rooms.getBean(Merge.class).run(flags.snapshot(), flags.run());
        summarize(result);
        say(ResultText.merged(result));
        return ExitCode.DONE;
    }
}
