package io.commitlake.cli.manual;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The manual page of the program with all of its commands, for {@code man} (in roff, with the macros of man(7)). */
public final class ManualPage {
    private final CommandSpec program;
    private final StringBuilder page = new StringBuilder();

    private ManualPage(CommandSpec program) {
        this.program = program;
    }

    /** Returns the page. It has the same commands, flags and descriptions as {@code --help}. */
    public static String of(CommandSpec program) {
        return new ManualPage(program).text();
    }

    private String text() {
        List<CommandSpec> commands = CommandTexts.commands(program);
        Set<String> shared = CommandTexts.shared(commands);
        macro("TH", program.name().toUpperCase(Locale.ROOT), "1", "", program.version()[0], "");
        macro("SH", "NAME");
        line(program.name() + " \\- ", CommandTexts.description(program));
        macro("SH", "SYNOPSIS");
        line("\\fB" + program.name() + "\\fR ", "COMMAND [OPTION ...]");
        macro("SH", "COMMANDS");
        commands.forEach(command -> command(command, shared));
        macro("SH", "OPTIONS OF EVERY COMMAND");
        CommandTexts.options(commands.getFirst()).stream()
                .filter(option -> shared.contains(option.longestName()))
                .forEach(this::option);
        macro("SH", "EXIT STATUS");
        program.usageMessage().exitCodeList().forEach((code, meaning) -> entry(escaped(code.strip()), meaning));
        return page.toString();
    }

    private void command(CommandSpec command, Set<String> shared) {
        macro("SS", command.name());
        String synopsis = new Help(command, Help.defaultColorScheme(Help.Ansi.OFF)).synopsis(0);
        line("", synopsis.replaceAll("\\s+", " ").strip());
        macro("PP");
        line("", CommandTexts.description(command));
        command.positionalParameters()
                .forEach(parameter ->
                        entry("\\fI" + escaped(parameter.paramLabel()) + "\\fR", CommandTexts.description(parameter)));
        CommandTexts.options(command).stream()
                .filter(option -> !shared.contains(option.longestName()))
                .forEach(this::option);
    }

    private void option(OptionSpec option) {
        String names = Arrays.stream(option.names())
                .map(name -> "\\fB" + escaped(name) + "\\fR")
                .collect(Collectors.joining(", "));
        String value = option.arity().max() == 0 ? "" : "=\\fI" + escaped(option.paramLabel()) + "\\fR";
        entry(names + value, CommandTexts.description(option));
    }

    private void entry(String tag, String text) {
        macro("TP");
        page.append(tag).append('\n');
        line("", text);
    }

    private void macro(String name, String... arguments) {
        page.append('.').append(name);
        for (String argument : arguments) {
            page.append(" \"").append(escaped(argument)).append('"');
        }
        page.append('\n');
    }

    /** A line of text. In roff, a point or an apostrophe at its start would begin a request. */
    private void line(String start, String text) {
        page.append(start.isEmpty() ? "\\&" : start).append(escaped(text)).append('\n');
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-").replace("\"", "\\(dq");
    }
}
