package io.commitlake.cli.manual;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The parts of a command's help, each as plain text on one line. */
final class CommandTexts {
    private CommandTexts() {}

    /** The commands that the program's help lists, in its order. */
    static List<CommandSpec> commands(CommandSpec program) {
        return program.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(command -> !command.usageMessage().hidden())
                .distinct()
                .toList();
    }

    /** The options of a command, by name. */
    static List<OptionSpec> options(CommandSpec command) {
        return command.options().stream()
                .filter(option -> !option.hidden())
                .sorted(Comparator.comparing(OptionSpec::longestName))
                .toList();
    }

    /** The names of the options that every command has. */
    static Set<String> shared(List<CommandSpec> commands) {
        return options(commands.getFirst()).stream()
                .map(OptionSpec::longestName)
                .filter(name -> commands.stream().allMatch(command -> command.findOption(name) != null))
                .collect(Collectors.toSet());
    }

    static String description(CommandSpec command) {
        return line(command.usageMessage().description());
    }

    static String description(ArgSpec argument) {
        return line(argument.description());
    }

    /** Picocli formats descriptions, so {@code %n} and {@code %%} have the same meaning as in its help. */
    private static String line(String[] description) {
        return String.format(String.join(" ", description))
                .replaceAll("\\s+", " ")
                .strip();
    }
}
