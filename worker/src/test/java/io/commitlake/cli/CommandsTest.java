package io.commitlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each command is made only if the arguments name it, or none. */
class CommandsTest {
    private static final Pattern LISTED = Pattern.compile("(?m)^  ([a-z]+)  +[A-Z]");

    private static String printed(int code, String... arguments) {
        StringWriter text = new StringWriter();
        PrintWriter both = new PrintWriter(text, true);
        assertThat(Main.run(arguments, Map.of(), both, both, false)).isEqualTo(code);
        return text.toString();
    }

    @Test
    void theHelpListsEachCommandAndEachHasAHelpOfItsOwn() {
        List<String> listed = LISTED.matcher(printed(0, "--help"))
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(listed).hasSizeGreaterThan(10).contains("discover", "run", "ledger");
        for (String name : listed) {
            assertThat(printed(0, name, "--help")).startsWith("Usage: commitlake " + name + " ");
        }
    }

    @Test
    void aMistypedCommandGetsTheNamesThatAreLikeIt() {
        assertThat(printed(2, "valdate", "--all")).contains("valdate", "validate", "See `commitlake --help`.");
    }

    @Test
    void aMistypedOptionIsAnErrorOfItsCommand() {
        assertThat(printed(2, "validate", "--al")).contains("--al", "--all", "See `commitlake validate --help`.");
    }
}
