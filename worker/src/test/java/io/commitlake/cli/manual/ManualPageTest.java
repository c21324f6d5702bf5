package io.commitlake.cli.manual;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** {@code commitlake man} and {@code commitlake completion fish} say what {@code --help} says. */
class ManualPageTest {
    private static final Pattern FLAG = Pattern.compile("(?<![\\w-])--[a-z][a-z-]+");
    private static final Pattern COMMAND = Pattern.compile("(?m)^ {2}([a-z]+) {2,}[A-Z]");
    private static final String SHARED = "OPTIONS OF EVERY COMMAND";

    private static String printed(String... command) {
        StringWriter out = new StringWriter();
        assertThat(Main.run(command, Map.of(), new PrintWriter(out, true), new PrintWriter(out, true), false))
                .isZero();
        return out.toString();
    }

    private static List<String> commands() {
        List<String> commands = COMMAND.matcher(printed("--help"))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(commands).hasSizeGreaterThanOrEqualTo(12);
        return commands;
    }

    private static Set<String> flags(String text) {
        return FLAG.matcher(text).results().map(found -> found.group()).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The page's text without roff's fonts and escapes. */
    private static String manual() {
        return printed("man")
                .replaceAll("\\\\f[BIR]|\\\\&", "")
                .replace("\\-", "-")
                .replace("\\(dq", "\"");
    }

    private static String section(String page, String heading) {
        String from = page.substring(page.indexOf("\"" + heading + "\"\n"));
        int end = from.indexOf("\n.S");
        return end < 0 ? from : from.substring(0, end);
    }

    @Test
    void theManualHasTheFlagsAndDescriptionsOfEachCommandsHelp() {
        String page = manual();
        String shared = section(page, SHARED);
        for (String command : commands()) {
            String help = printed(command, "--help");
            String own = section(page, command);
            Set<String> documented = flags(shared);
            documented.addAll(flags(own));
            assertThat(documented).as(command).isEqualTo(flags(help));
            // Picocli breaks lines also within words.
            String words = help.replaceAll("\\s+", "");
            assertThat((own + "\n" + shared).lines().filter(line -> !line.startsWith(".") && !line.startsWith("\"")))
                    .as(command)
                    .allSatisfy(line -> assertThat(words).contains(line.replaceAll("\\s+", "")));
        }
    }

    @Test
    void theManualHasTheExitCodes() {
        String words = printed("--help").replaceAll("\\s+", " ");
        List<String> lines = section(manual(), "EXIT STATUS").lines().skip(1).toList();
        assertThat(lines).hasSize(8 * 3);
        for (int line = 0; line < lines.size(); line += 3) {
            assertThat(words).contains(lines.get(line + 1) + " " + lines.get(line + 2));
        }
    }

    @Test
    void fishsScriptHasEveryCommandAndFlag() {
        String script = printed("completion", "fish");
        for (String command : commands()) {
            assertThat(script).contains("complete -c commitlake -n __fish_use_subcommand -a " + command + " -d '");
            Set<String> offered = script.lines()
                    .filter(line -> line.contains("_from " + command + "' "))
                    .flatMap(line ->
                            Pattern.compile(" -l ([a-z-]+)").matcher(line).results())
                    .map(found -> "--" + found.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(offered).as(command).isEqualTo(flags(printed(command, "--help")));
        }
    }

    @Test
    void fishCompletesWithItsScript() throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                new ProcessBuilder("sh", "-c", "command -v fish").start().waitFor() == 0,
                "skipped: there is no fish on this machine");
        assertThat(offered("commitlake ex")).containsExactly("extract");
        assertThat(offered("commitlake extract --sha")).containsExactly("--shard");
        assertThat(offered("commitlake run --source ")).containsExactlyInAnyOrder("auto", "git", "api");
        assertThat(offered("commitlake ledger ")).containsExactlyInAnyOrder("move", "rebuild");
    }

    /** The words that fish offers at the end of a line. */
    private static List<String> offered(String line) throws IOException, InterruptedException {
        Process fish = new ProcessBuilder("fish", "--no-config", "-c", "source; complete -C '" + line + "'")
                .redirectErrorStream(true)
                .start();
        fish.getOutputStream().write(printed("completion", "fish").getBytes(StandardCharsets.UTF_8));
        fish.getOutputStream().close();
        String words = new String(fish.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(fish.waitFor()).as(words).isZero();
        return words.lines().map(word -> word.split("\t", 2)[0]).toList();
    }
}
