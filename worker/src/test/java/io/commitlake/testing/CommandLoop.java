package io.commitlake.testing;

import io.commitlake.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Runs commands in one process, so that a measurement of many doesn't measure the start of Java: reads the arguments of
 * one command from each line of the input, and prints its exit code on a line of its own once it has ended.
 */
public final class CommandLoop {
    private CommandLoop() {}

    public static void main(String[] arguments) throws IOException {
        PrintWriter errors = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            System.out.println(Main.run(command.split(" ", -1), System.getenv(), errors, errors, false));
        }
    }
}
