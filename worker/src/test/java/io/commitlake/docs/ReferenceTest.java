package io.commitlake.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.cli.ExitCode;
import io.commitlake.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/reference.md} names every command, flag, setting and exit code, and no other. */
class ReferenceTest {
    private static final Pattern FLAG = Pattern.compile("(?<![\\w-])--[a-z][a-z-]+");
    private static final Pattern SETTING = Pattern.compile("\\b(?:COMMITLAKE|GITHUB|AWS|OTEL)_[A-Z0-9_]+");
    private static final Pattern COMMAND = Pattern.compile("(?m)^ {2}([a-z]+) {2,}[A-Z]");
    private static final String REFERENCE =
            Documents.read(Documents.root().resolve("docs").resolve("reference.md"));

    /** The text between a heading and the next one. */
    private static String section(String heading) {
        String from = REFERENCE.substring(REFERENCE.indexOf("\n## " + heading + "\n") + 1);
        return from.substring(0, from.indexOf("\n## ", 1));
    }

    private static String help(String... command) {
        StringWriter out = new StringWriter();
        String[] arguments = Arrays.copyOf(command, command.length + 1);
        arguments[command.length] = "--help";
        assertThat(Main.run(arguments, Map.of(), new PrintWriter(out), new PrintWriter(out), false))
                .isZero();
        return out.toString();
    }

    private static Set<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void theReferenceHasEveryCommandWithItsFlags() {
        Map<String, Set<String>> flags = new TreeMap<>();
        COMMAND.matcher(help()).results().forEach(found -> flags.put(found.group(1), all(FLAG, help(found.group(1)))));
        assertThat(flags).hasSizeGreaterThanOrEqualTo(8);
        Set<String> shared = new TreeSet<>(flags.values().iterator().next());
        flags.values().forEach(shared::retainAll);

        Map<String, Set<String>> documented = new TreeMap<>();
        Set<String> documentedAsShared = new TreeSet<>();
        for (String row : section("Commands")
                .lines()
                .filter(line -> line.startsWith("| `"))
                .toList()) {
            String first = row.substring(3, row.indexOf('`', 3));
            if (first.startsWith("-")) {
                documentedAsShared.addAll(all(FLAG, row));
            } else {
                documented.put(first, all(FLAG, row));
            }
        }
        flags.values().forEach(own -> own.removeAll(shared));
        assertThat(documented).isEqualTo(flags);
        assertThat(documentedAsShared).isEqualTo(shared);
    }

    @Test
    void theReferenceHasEverySetting() {
        Path worker = Documents.root().resolve("worker");
        Set<String> read = new TreeSet<>();
        for (Path folder : new Path[] {worker.resolve("src/main"), worker.resolve("bin")}) {
            Documents.under(folder)
                    .filter(file -> !file.toString().endsWith(".avsc"))
                    .forEach(file -> read.addAll(all(SETTING, Documents.read(file))));
        }
        assertThat(all(SETTING, section("Settings"))).isEqualTo(read);
    }

    @Test
    void theReferenceHasEveryExitCode() {
        Set<String> rows = section("Exit codes")
                .lines()
                .filter(line -> line.matches("\\| \\d+ \\|.*"))
                .map(line -> line.substring(2, line.indexOf(" |", 2)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(rows)
                .isEqualTo(Arrays.stream(ExitCode.values())
                        .map(code -> Integer.toString(code.code()))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }
}
