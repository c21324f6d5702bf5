package io.commitlake.cli.manual;

import java.nio.file.Path;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A script with which the shell fish completes commands, flags and their values; picocli makes only one for bash. */
public final class FishCompletion {
    private FishCompletion() {}

    /** Returns the script, in which each line is a command of fish's. */
    public static String of(CommandSpec program) {
        StringJoiner script = new StringJoiner("\n");
        String start = "complete -c " + program.name();
        script.add(start + " -f");
        for (CommandSpec command : CommandTexts.commands(program)) {
            script.add(start + " -n __fish_use_subcommand -a " + command.name()
                    + described(CommandTexts.description(command)));
            String within = start + " -n '__fish_seen_subcommand_from " + command.name() + "'";
            command.positionalParameters().stream()
                    .filter(parameter -> !candidates(parameter).isEmpty())
                    .forEach(parameter -> script.add(within + candidates(parameter)));
            CommandTexts.options(command).forEach(option -> script.add(within + option(option)));
        }
        return script.toString();
    }

    private static String option(OptionSpec option) {
        StringBuilder line = new StringBuilder();
        for (String name : option.names()) {
            line.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        if (option.arity().max() > 0) {
            line.append(option.typeInfo().getType().equals(Path.class) ? " -r -F" : " -x");
        }
        return line + candidates(option) + described(CommandTexts.description(option));
    }

    /** The values that an argument takes: those of an enum, or those that its label lists, such as {@code auto|git|api}. */
    private static String candidates(ArgSpec argument) {
        StringJoiner words = new StringJoiner(" ");
        @Nullable Iterable<String> values = argument.completionCandidates();
        if (values != null) {
            values.forEach(words::add);
        } else if (argument.paramLabel().contains("|")) {
            words.add(argument.paramLabel().replace('|', ' '));
        }
        return words.length() == 0 ? "" : " -a " + quoted(words.toString());
    }

    /** The beginning of a description, because fish shows it beside each word. */
    private static String described(String description) {
        return " -d " + quoted(description.replaceFirst("( \\(|[.;:]( |$)).*", ""));
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
