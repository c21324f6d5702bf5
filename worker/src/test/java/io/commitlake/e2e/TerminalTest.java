package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.cli.Main;
import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.control.FaultRule;
import io.commitlake.sandbox.control.RequestKind;
import io.commitlake.sandbox.synthetic.SyntheticRepositories;
import io.commitlake.testing.Python;
import io.commitlake.testing.Screen;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An export of several repositories in a real terminal. */
class TerminalTest {
    private static final int COLUMNS = 80;
    private static final int REPOSITORIES = 12;

    @TempDir
    Path folder;

    private Stack stack;

    @BeforeEach
    void serve() throws Exception {
        Path histories = Files.createDirectory(folder.resolve("histories"));
        for (int i = 0; i < REPOSITORIES; i++) {
            Repo repository = Repo.create(histories, "r" + i);
            repository.branch("main", repository.commit("2020-01-01T00:00:00Z", "a", i + "\n"));
        }
        stack = new Stack(folder, histories, options -> options.withSynthetic(SyntheticRepositories.of(1, 17)));
        stack.into(folder.resolve("lake")).set("COMMITLAKE_SOURCE", "git").set("COMMITLAKE_WORKERS", "6");
        stack.track(IntStream.range(0, REPOSITORIES).mapToObj(i -> "r" + i).toArray(String[]::new))
                .ended(0);
        stack.sandbox()
                .inject(FaultRule.of(new Fault.Slow(Duration.ofSeconds(1)))
                        .kind(RequestKind.GIT)
                        .always());
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    /** Everything that a terminal gets from a first export. */
    private String output(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(stack.environment());
        environment.putAll(Map.of("TERM", "xterm-256color", "LC_ALL", "C.UTF-8"));
        environment.putAll(more);
        List<String> arguments = new ArrayList<>(List.of(
                Path.of("src/test/python/in_terminal.py").toAbsolutePath().toString(),
                Integer.toString(COLUMNS),
                "24",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("bin/java.options").toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "run"));
        return Python.runIn(folder, environment, arguments);
    }

    @Test
    void aTerminalShowsBarsThatLeaveNothingBehind() {
        String output = output(Map.of());

        assertThat(output)
                .contains("exporting  ", " of 12 repositories", "sandbox/r", "  fetching", "░")
                .doesNotContain("at work longest", "1 commit, 3 rows");
        assertThat(new Screen(COLUMNS).write(output).lines())
                .noneMatch(line -> line.matches(".*(░|█|exporting|validating|fetching|writing).*"))
                .first()
                .asString()
                .startsWith("extracted: 12 commits");
    }

    @Test
    void aDumbTerminalGetsLines() {
        assertThat(output(Map.of("TERM", "dumb", "COMMITLAKE_PROGRESS", "PT1S")))
                .doesNotContain("\u001b", "░")
                .containsPattern(
                        "(?m)^exporting: \\d+ of 12 repositories(?:, about \\d+ \\w+ left)?; at work longest: sandbox/r\\d+ \\(")
                .contains("\nextracted: 12 commits");
    }

    @Test
    void progressCanBeTurnedOff() {
        assertThat(output(Map.of("COMMITLAKE_PROGRESS", "off")))
                .doesNotContain("\u001b", "exporting", "validating")
                .startsWith("extracted: 12 commits");
    }
}
