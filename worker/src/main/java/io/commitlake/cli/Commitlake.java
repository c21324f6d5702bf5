package io.commitlake.cli;

import io.commitlake.cli.output.LogContext;
import io.commitlake.cli.settings.Environment;
import io.commitlake.cli.telemetry.CommandTarget;
import io.commitlake.history.git.GitSource;
import io.commitlake.history.git.plumbing.Git;
import io.commitlake.job.export.FormatRule;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/** The command line: parses the arguments, runs one command, and turns a failure into one line and an exit code. */
@Command(
        name = "commitlake",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        description = "Keeps a bucket of Parquet files in step with the commit history of many GitHub repositories.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:done, also when there was nothing to do",
            " 1:a bug in Commitlake",
            " 2:wrong command line",
            " 3:a setting is missing or refused, or a dataset, plan, shard, repositories file or name doesn't exist",
            " 4:some repositories failed, and a retry may help; the rest is saved",
            " 5:GitHub can't be reached, or no token can be used within COMMITLAKE_MAX_WAIT",
            " 6:the object store, the ledger or the catalog failed",
            " 7:validation found a fault"
        })
final class Commitlake {
    private Commitlake() {}

    /** The commands in the order of the help. */
    private static final List<Supplied> COMMANDS = List.of(
            new Supplied("discover", DiscoverCommand::new),
            new Supplied("track", TrackCommand::new),
            new Supplied("plan", PlanCommand::new),
            new Supplied("extract", ExtractCommand::new),
            new Supplied("merge", MergeCommand::new),
            new Supplied("validate", ValidateCommand::new),
            new Supplied("catalog", CatalogCommand::new),
            new Supplied("run", RunCommand::new),
            new Supplied("status", StatusCommand::new),
            new Supplied("report", ReportCommand::new),
            new Supplied("forget", ForgetCommand::new),
            new Supplied("doctor", DoctorCommand::new),
            new Supplied("ledger", LedgerCommand::new),
            new Supplied("completion", CompletionCommand::new),
            new Supplied("man", ManCommand::new));

    /** These print texts about all commands. */
    private static final Set<String> ABOUT_ALL = Set.of("completion", "man");

    /** A command by its name, made only if it is needed: picocli takes some 20 ms to read the annotations of each. */
    private record Supplied(String name, Function<CommandContext, Object> make) {}

    /** A line with the commands that these arguments need: if they name one, that alone. */
    static CommandLine line(CommandContext context, String[] arguments) {
        List<Supplied> named = COMMANDS.stream()
                .filter(command -> arguments.length > 0 && command.name().equals(arguments[0]))
                .filter(command -> !ABOUT_ALL.contains(command.name()))
                .toList();
        return line(context, named.isEmpty() ? COMMANDS : named);
    }

    private static CommandLine line(CommandContext context, List<Supplied> commands) {
        CommandLine line = new CommandLine(new Commitlake());
        commands.forEach(
                command -> line.addSubcommand(command.name(), command.make().apply(context)));
        line.getCommandSpec().versionProvider(new Version(context.environment()));
        line.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec()
                        .versionProvider(line.getCommandSpec().versionProvider()));
        return line.setExecutionStrategy(Commitlake::execute)
                .setOut(context.out())
                .setErr(context.err())
                .setParameterExceptionHandler(Commitlake::usageError)
                .setExecutionExceptionHandler(Commitlake::executionError);
    }

    private static int execute(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        CommandTarget target = target(last);
        LogContext.set("step", target.command());
        target.run().ifPresent(run -> LogContext.set("run", run));
        target.shard().ifPresent(shard -> LogContext.set("shard", shard));
        return new CommandLine.RunLast().execute(parsed);
    }

    /** The command that the arguments name, with the run, the shard and the snapshot that they give. */
    static CommandTarget target(ParseResult parsed) {
        // Not matched: the command has no such option, or it isn't given.
        return new CommandTarget(
                parsed.commandSpec().name(),
                Optional.ofNullable(parsed.<String>matchedOptionValue("--run", null)),
                Optional.ofNullable(parsed.<Integer>matchedOptionValue("--shard", null)),
                Optional.ofNullable(parsed.<Instant>matchedOptionValue("--snapshot", null)));
    }

    private static int usageError(CommandLine.ParameterException misused, String[] arguments) {
        CommandLine line = misused.getCommandLine();
        line.getErr().println("commitlake: " + misused.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(misused, line.getErr());
        line.getErr().println("See `" + line.getCommandSpec().qualifiedName() + " --help`.");
        return ExitCode.USAGE.code();
    }

    private static int executionError(Exception failed, CommandLine line, ParseResult parsed) {
        // If a bean can't be created, the cause says why.
        Optional<CommitlakeException> known = FailureText.outermost(failed, CommitlakeException.class);
        if (known.isPresent()) {
            line.getErr().println("commitlake: " + known.get().getMessage());
        } else {
            line.getErr().println("commitlake: this is a bug in Commitlake, please report it:");
            failed.printStackTrace(line.getErr());
        }
        return ExitCode.ofThrown(failed).code();
    }

    /** The jar's version and the format of its claims, which all workers of a dataset should share. */
    private record Version(Environment environment) implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Commitlake.class.getPackage().getImplementationVersion();
            return new String[] {"commitlake " + (version == null ? "(not packaged)" : version), "format: " + format()};
        }

        private String format() {
            try {
                return FormatRule.of(GitSource.format(Git.find(environment.searchPath())));
            } catch (CommitlakeException noGit) {
                return String.valueOf(noGit.getMessage());
            }
        }
    }
}
