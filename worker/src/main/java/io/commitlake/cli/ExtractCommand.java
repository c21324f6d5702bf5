package io.commitlake.cli;

import io.commitlake.job.export.Extract;
import io.micronaut.context.ApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "extract", description = "Exports one shard's repositories into the dataset.")
final class ExtractCommand extends StepCommand {
    @Mixin
    private final RunFlags flags = new RunFlags();

    @Option(names = "--shard", required = true, paramLabel = "K", description = "The shard's number, from 0.")
    private int shard;

    ExtractCommand(CommandContext context) {
        super(context);
    }

    @Override
    void check() {
        flags.check(context().clock());
    }

    @Override
    ExitCode run(ApplicationContext beans) {
        Extract.Result result = beans.getBean(Extract.class).run(flags.snapshot(), flags.run(), shard);
        summarize(result);
        print(ResultText.extracted(result));
        result.failures().forEach(this::warnOfFailure);
        return ResultText.exitCode(result);
    }
}
