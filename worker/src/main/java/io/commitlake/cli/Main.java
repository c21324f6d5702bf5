package io.commitlake.cli;

import io.commitlake.cli.output.LogContext;
import io.commitlake.cli.settings.Environment;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The entry point of the worker. */
public final class Main {
    private Main() {}

    /** Runs one command and exits with its exit code. */
    public static void main(String[] arguments) {
        PrintWriter last = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.setOut(MutedOnShutdown.of(System.out));
        System.setErr(MutedOnShutdown.of(System.err)); // the log writes here too
        Optional<Console> console = Optional.ofNullable(System.console()).filter(Console::isTerminal);
        int code = run(
                new CommandContext(
                        new Environment(System.getenv()),
                        Clock.systemUTC(),
                        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                        last,
                        console.isPresent(),
                        console.map(terminal ->
                                () -> Optional.ofNullable(terminal.readLine()).orElse(""))),
                arguments);
        System.exit(code);
    }

    /**
     * Runs one command in this process.
     *
     * @param terminal whether {@code err} is a terminal
     * @param answers waits for a line that a person types; empty if nobody can be asked
     * @return the code of an {@link ExitCode}
     */
    public static int run(
            String[] arguments,
            Map<String, String> environment,
            PrintWriter out,
            PrintWriter err,
            boolean terminal,
            Optional<Supplier<String>> answers) {
        return run(
                new CommandContext(new Environment(environment), Clock.systemUTC(), out, err, err, terminal, answers),
                arguments);
    }

    /** Runs one command in this process, in which nobody can be asked. */
    public static int run(
            String[] arguments, Map<String, String> environment, PrintWriter out, PrintWriter err, boolean terminal) {
        return run(arguments, environment, out, err, terminal, Optional.empty());
    }

    private static int run(CommandContext context, String[] arguments) {
        LogContext.clear();
        int code = Commitlake.line(context, arguments).execute(arguments);
        if (context.environment().isJsonLog()) {
            LogContext.set("exit_code", code);
            context.err().println("ended with exit code " + code);
        }
        return code;
    }
}
