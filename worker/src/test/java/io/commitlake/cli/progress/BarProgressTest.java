package io.commitlake.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.job.work.Progress;
import io.commitlake.testing.Screen;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bars, as a terminal of some width shows them at some time. */
class BarProgressTest {
    private final SetClock clock = new SetClock();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private Terminal terminal;
    private BarProgress progress;

    @BeforeEach
    void open() throws IOException {
        open(StandardCharsets.UTF_8);
    }

    @AfterEach
    void close() {
        progress.close();
    }

    private void open(Charset encoding) throws IOException {
        terminal = new ExternalTerminal("test", "xterm", new ByteArrayInputStream(new byte[0]), written, encoding);
        progress = new BarProgress(new LiveLines(terminal, clock), clock);
        resize(80, 24);
    }

    private void resize(int columns, int rows) {
        terminal.setSize(new Size(columns, rows));
    }

    /** The lines in the terminal a second from now. */
    private List<String> screen() {
        clock.advance(Duration.ofSeconds(1));
        progress.tick();
        return shown(terminal.getSize().getColumns());
    }

    private List<String> shown(int columns) {
        return new Screen(columns).write(written.toString(terminal.encoding())).lines();
    }

    private Progress.Batch thousand() {
        Progress.Batch batch = progress.batch("exporting", "repositories", 1000, 1000);
        for (int i = 0; i < 123; i++) {
            batch.begin("a/" + i, 1).end("1 commit");
        }
        return batch;
    }

    private static Progress.Task writing(Progress.Batch batch, String name, long done) {
        Progress.Task task = batch.begin(name, 0);
        task.stage(Progress.Stage.WRITING);
        task.count(45_000, "commits");
        task.step(done);
        return task;
    }

    /** One bar for the batch, with a repository that is at work for 99 seconds. */
    private Progress.Batch underWay() {
        Progress.Batch batch = thousand();
        writing(batch, "apache/spark", 22_500);
        clock.advance(Duration.ofSeconds(97));
        Progress.Task fetching = batch.begin("torvalds/linux", 0);
        fetching.stage(Progress.Stage.FETCHING);
        fetching.count(0, "bytes");
        fetching.step(1_234_567_890);
        clock.advance(Duration.ofSeconds(1));
        return batch;
    }

    @Test
    void oneBarStandsForAllRepositoriesAndTheSlowestAreBelow() {
        underWay();

        assertThat(screen())
                .containsExactly(
                        "exporting  ██░░░░░░░░░░░░░░░░  123 of 1,000 repositories, about 12 minutes left",
                        "  apache/spark    ██████████░░░░░░░░░░░  writing rows, 22,500 of 45,000 commits",
                        "  torvalds/linux  fetching, 1.2 GB");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 80, 79, 70, 60, 40, 20, 8})
    void everyLineFitsTheTerminal(int columns) {
        resize(columns, 24);
        underWay();

        assertThat(screen())
                .hasSize(3)
                .allSatisfy(line -> assertThat(line.length()).isLessThan(columns));
    }

    @Test
    void aNarrowTerminalLosesTheBarBeforeTheWords() {
        underWay();
        resize(66, 24);
        assertThat(screen().getFirst()).isEqualTo("exporting  123 of 1,000 repositories, about 12 minutes left");
        written.reset();
        resize(40, 24);
        progress.print("");
        assertThat(screen()).contains("exporting  123 of 1,000 repositories, a…");
    }

    @Test
    void aLowTerminalShowsWhatFits() {
        resize(80, 3);
        underWay();
        assertThat(screen()).hasSize(2);
    }

    @Test
    void moreSlowRepositoriesThanFourAreNotShown() {
        Progress.Batch batch = thousand();
        for (int i = 0; i < 20; i++) {
            writing(batch, "slow/" + i, i);
            clock.advance(Duration.ofSeconds(1));
        }

        assertThat(screen()).hasSize(5).last().asString().startsWith("  slow/3  ");
    }

    @Test
    void aShortPieceOfWorkDoesNotFlashUp() {
        Progress.Batch batch = thousand();
        clock.advance(Duration.ofSeconds(1));
        screen();
        writing(batch, "a/short", 1);
        clock.advance(Duration.ofMillis(900));
        progress.tick();

        assertThat(shown(80)).hasSize(1);
    }

    @Test
    void failuresStayAboveTheBarAndNothingElseStaysAtTheEnd() {
        Progress.Batch batch = underWay();
        screen();
        batch.begin("a/broken", 1).fail("failed: the server sent nothing");
        assertThat(screen())
                .startsWith("a/broken: failed: the server sent nothing (0.0 s)")
                .hasSize(4);
        batch.close();
        progress.close();

        assertThat(shown(80)).containsExactly("a/broken: failed: the server sent nothing (0.0 s)");
    }

    @Test
    void anUnchangedScreenIsNotWrittenAgain() {
        Progress.Task task = progress.begin("discovery");
        task.count(10, "windows");
        screen();
        int before = written.size();
        screen();

        assertThat(written.size()).isEqualTo(before);
    }

    @Test
    void aTerminalWithoutBlocksGetsAsciiCharacters() throws IOException {
        progress.close();
        written.reset();
        open(StandardCharsets.US_ASCII);
        underWay();

        assertThat(screen().getFirst())
                .isEqualTo("exporting  ##----------------  123 of 1,000 repositories, about 12 minutes left");
    }
}
