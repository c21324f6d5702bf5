package io.commitlake.cli;

import io.commitlake.cli.manual.ManualPage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the manual page. It needs no setting. */
@Command(
        name = "man",
        hidden = true,
        description = "Prints the manual page: commitlake man >commitlake.1, then man ./commitlake.1")
final class ManCommand implements Runnable {
    private final CommandContext context;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    ManCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        context.out().print(ManualPage.of(spec.root()));
        context.out().flush();
    }
}
