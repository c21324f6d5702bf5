package io.commitlake.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints a script with which bash and zsh complete commands, flags and file names. It needs no setting. */
@Command(
        name = "completion",
        hidden = true,
        description = "Prints a completion script for bash and zsh: source <(commitlake completion)")
final class CompletionCommand implements Runnable {
    private final CommandContext context;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    CompletionCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        context.out().println(AutoComplete.bash(spec.root().name(), spec.root().commandLine()));
    }
}
