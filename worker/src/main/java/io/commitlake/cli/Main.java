package io.commitlake.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Where the process begins. */
public final class Main {
    private Main() {}

    /** Runs one command and ends with its exit code. */
    public static void main(String[] arguments) {
        int code = run(
                arguments,
                System.getenv(),
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .isPresent());
        System.exit(code);
    }

    /**
     * Runs one command in this process.
     *
     * @param terminal whether a person watches the second one of the outputs
     * @return its exit code, one of {@link ExitCode}
     */
    public static int run(
            String[] arguments, Map<String, String> environment, PrintWriter out, PrintWriter err, boolean terminal) {
        return Commitlake.line(new Surroundings(new Environment(environment), Clock.systemUTC(), out, err, terminal))
                .execute(arguments);
    }
}
