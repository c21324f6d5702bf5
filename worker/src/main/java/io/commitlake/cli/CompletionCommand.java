package io.commitlake.cli;

import io.commitlake.cli.manual.FishCompletion;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script with which a shell completes commands, flags and file names. It needs no setting. */
@Command(
        name = "completion",
        hidden = true,
        description = "Prints a completion script, for bash and zsh: source <(commitlake completion);"
                + " for fish: commitlake completion fish | source")
final class CompletionCommand implements Runnable {
    /** The shells that have a script. */
    enum Shell {
        bash,
        zsh,
        fish
    }

    private final CommandContext context;

    @Parameters(arity = "0..1", paramLabel = "bash|zsh|fish", description = "The shell; bash by default.")
    private Shell shell = Shell.bash;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    CompletionCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        context.out()
                .println(
                        shell == Shell.fish
                                ? FishCompletion.of(spec.root())
                                : AutoComplete.bash(
                                        spec.root().name(), spec.root().commandLine()));
    }
}
