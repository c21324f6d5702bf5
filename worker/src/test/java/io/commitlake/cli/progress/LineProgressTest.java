package io.commitlake.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.job.work.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A log gets a first line early, then one in each interval, and failures at once. */
class LineProgressTest {
    private final SetClock clock = new SetClock();
    private final StringWriter log = new StringWriter();
    private final LineProgress progress = new LineProgress(new PrintWriter(log, true), clock, Duration.ofSeconds(30));

    /** Lets time pass second by second, and returns the lines that were printed meanwhile. */
    private List<String> after(int seconds) {
        log.getBuffer().setLength(0);
        for (int second = 0; second < seconds; second++) {
            clock.advance(Duration.ofSeconds(1));
            progress.tick();
        }
        return log.toString().lines().toList();
    }

    @Test
    void theFirstLineComesAfterFiveSecondsAndOneEachThirtySecondsLater() {
        progress.tick();
        Progress.Batch batch = progress.batch("exporting", "repositories", 1000, 1000);
        Progress.Task big = batch.begin("apache/spark", 500);
        for (int i = 0; i < 250; i++) {
            batch.begin("a/" + i, 1).end("exported");
        }
        assertThat(after(5)).isEmpty();
        big.stage(Progress.Stage.WRITING);
        big.count(45_000, "commits");
        big.step(12_345);

        assertThat(after(1))
                .containsExactly("exporting: 250 of 1,000 repositories, about 10 seconds left; at work longest:"
                        + " apache/spark (writing rows, 12,345 of 45,000 commits)");
        assertThat(after(29)).isEmpty();
        assertThat(after(1)).hasSize(1);
        assertThat(after(60)).hasSize(2);
    }

    @Test
    void aShortCommandPrintsNoProgress() {
        Progress.Batch batch = progress.batch("exporting", "repositories", 177, 177);
        for (int i = 0; i < 177; i++) {
            batch.begin("a/" + i, 1).end("12 commits");
        }
        batch.close();

        assertThat(after(100)).isEmpty();
    }

    @Test
    void eachOfAFewRepositoriesIsNamedWithItsOutcome() {
        Progress.Batch batch = progress.batch("exporting", "repositories", 2, 2);
        Progress.Task task = batch.begin("sandbox/small", 1);
        clock.advance(Duration.ofMillis(2940));
        task.end("496 commits");
        batch.begin("sandbox/checked", 1).end("");

        assertThat(log.toString().lines()).containsExactly("sandbox/small: 496 commits (2.9 s)");
    }

    @Test
    void aFailureIsPrintedAtOnceHoweverManyRepositoriesThereAre() {
        Progress.Batch batch = progress.batch("exporting", "repositories", 177, 177);
        batch.begin("a/b", 1).fail("failed: no space left");

        assertThat(log.toString().lines()).containsExactly("a/b: failed: no space left (0.0 s)");
    }

    @Test
    void whatWaitsForItsTurnIsNotNamedAsSlow() {
        Progress.Batch batch = progress.batch("exporting", "repositories", 50, 50);
        batch.begin("a/waits", 1).stage(Progress.Stage.WAITING);
        Progress.Task fetches = batch.begin("a/fetches", 1);
        fetches.stage(Progress.Stage.FETCHING);
        fetches.count(0, "bytes");
        fetches.step(1_234_567_890);

        assertThat(after(6))
                .containsExactly("exporting: 0 of 50 repositories; at work longest: a/fetches (fetching, 1.2 GB)");
    }

    @Test
    void aTaskOfItsOwnShowsItsCountAndItsDetails() {
        Progress.Task task = progress.begin("discovery");
        task.count(157_000, "hours of creation");
        task.step(1_570);
        task.detail("12 windows");

        assertThat(after(6)).containsExactly("discovery: 1,570 of 157,000 hours of creation, 12 windows");
        task.end("30 found");
        assertThat(log.toString()).endsWith("discovery: 30 found (6.0 s)\n");
        assertThat(after(100)).isEmpty();
    }
}
