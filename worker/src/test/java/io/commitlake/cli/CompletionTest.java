package io.commitlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of {@code commitlake completion}, in a real bash. */
class CompletionTest {
    @TempDir
    Path folder;

    private Path script;

    @BeforeEach
    void print() throws IOException {
        StringWriter out = new StringWriter();
        assertThat(Main.run(
                        new String[] {"completion"},
                        Map.of(),
                        new PrintWriter(out, true),
                        new PrintWriter(new StringWriter()),
                        false))
                .isZero();
        script = Files.writeString(folder.resolve("completion"), out.toString());
    }

    /** The words that bash offers for the last of these words. Outside a prompt, its compopt only complains. */
    private String[] completed(String... words) throws IOException, InterruptedException {
        String program = "set -e; . " + script + "\nCOMP_WORDS=(" + String.join(" ", words) + ")\nCOMP_CWORD="
                + (words.length - 1) + "\nset +e; _complete_commitlake 2>/dev/null\nprintf '%s ' \"${COMPREPLY[@]}\"";
        Process bash = new ProcessBuilder("bash", "-c", program)
                .redirectErrorStream(true)
                .start();
        String offered = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(offered).isZero();
        return offered.strip().split("\\s+");
    }

    @Test
    void commandsAreCompleted() throws Exception {
        assertThat(completed("commitlake", "ex")).containsExactly("extract");
        assertThat(completed("commitlake", "''")).contains("plan", "validate", "run", "doctor");
    }

    @Test
    void flagsOfACommandAreCompleted() throws Exception {
        assertThat(completed("commitlake", "extract", "--sha")).containsExactly("--shard");
        assertThat(completed("commitlake", "validate", "--sha")).containsExactlyInAnyOrder("--shard", "--shards");
    }
}
