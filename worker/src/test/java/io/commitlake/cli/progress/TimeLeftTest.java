package io.commitlake.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.commitlake.job.work.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The time left follows from the cost of what is done, not from its number, and is said in round words. */
class TimeLeftTest {
    private final SetClock clock = new SetClock();
    private final LineProgress work =
            new LineProgress(new PrintWriter(new StringWriter()), clock, Duration.ofSeconds(30));

    private RunningBatch batch(long pieces, long cost) {
        return (RunningBatch) work.batch("exporting", "repositories", pieces, cost);
    }

    private Duration left(RunningBatch batch) {
        return batch.left(clock.instant()).orElseThrow();
    }

    @Test
    void aLargeRepositoryCountsByItsCost() {
        RunningBatch batch = batch(10, 1000);
        Progress.Task large = batch.begin("a/large", 910);
        clock.advance(Duration.ofMinutes(10));
        large.end("");

        // Nine of ten repositories are left, but only 9 % of the cost.
        assertThat(left(batch)).isCloseTo(Duration.ofSeconds(59), Duration.ofSeconds(1));
    }

    @Test
    void theTimeIsAtLeastThatOfTheSlowestRepositoryAtWork() {
        RunningBatch batch = batch(100, 100);
        Progress.Task slow = batch.begin("a/slow", 1);
        for (int i = 0; i < 98; i++) {
            batch.begin("a/" + i, 1).end("");
        }
        slow.stage(Progress.Stage.PUTTING);
        slow.count(1000, "files");
        slow.stage(Progress.Stage.WRITING);
        slow.count(100, "commits");
        clock.advance(Duration.ofMinutes(3));

        // Writing begins at 30 %, so three minutes stand for 30 %.
        assertThat(left(batch)).isCloseTo(Duration.ofMinutes(7), Duration.ofSeconds(1));
    }

    @Test
    void theWaitForATurnIsNoWork() {
        RunningBatch batch = batch(100, 100);
        Progress.Task late = batch.begin("a/late", 1);
        late.stage(Progress.Stage.LOOKING_UP);
        late.stage(Progress.Stage.WAITING);
        Progress.Task early = batch.begin("a/early", 1);
        early.stage(Progress.Stage.FETCHING);
        clock.advance(Duration.ofMinutes(57));
        for (int i = 0; i < 97; i++) {
            batch.begin("a/" + i, 1).end("");
        }
        late.stage(Progress.Stage.FETCHING);
        clock.advance(Duration.ofMinutes(3));
        late.stage(Progress.Stage.WRITING);

        // Three minutes stand for 30 %; the hour before would make that two hours and a half.
        assertThat(left(batch)).isCloseTo(Duration.ofMinutes(7), Duration.ofSeconds(1));
        assertThat(batch.slowest(clock.instant(), Duration.ZERO, 4))
                .extracting(RunningTask::name)
                .containsExactly("a/early", "a/late");
    }

    @Test
    void whatIsAtWorkCountsAsFarAsItIs() {
        RunningBatch batch = batch(2, 200);
        Progress.Task half = batch.begin("a/half", 100);
        half.stage(Progress.Stage.WRITING);
        half.count(100, "commits");
        half.step(50);

        assertThat(batch.done()).isCloseTo((0.3 + 0.55 / 2) / 2, within(1e-9));
        half.stage(Progress.Stage.PUTTING);
        assertThat(batch.done()).isCloseTo(0.85 / 2, within(1e-9));
    }

    @Test
    void nothingIsSaidBeforeTheFirstSecondsOrTheFirstWork() {
        RunningBatch batch = batch(10, 1000);
        Progress.Task first = batch.begin("a/b", 100);
        clock.advance(Duration.ofMinutes(1));
        assertThat(batch.left(clock.instant())).isEmpty();
        first.end("");
        assertThat(batch.left(clock.instant())).isPresent();

        RunningBatch young = batch(10, 1000);
        young.begin("a/b", 100).end("");
        clock.advance(Duration.ofSeconds(2));
        assertThat(young.left(clock.instant())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, about 10 seconds left",
        "34, about 30 seconds left",
        "54, about 50 seconds left",
        "55, about 1 minute left",
        "89, about 1 minute left",
        "90, about 2 minutes left",
        "720, about 12 minutes left",
        "5340, about 89 minutes left",
        "5400, about 2 hours left",
        "3600000, '1,000'"
    })
    void theTimeIsRounded(long seconds, String words) {
        assertThat(Amounts.left(Duration.ofSeconds(seconds))).contains(words);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 kB", "1234, 1 kB", "999499, 999 kB", "999500, 1.0 MB", "99400000, 99.4 MB", "123456789012, 123 GB"
    })
    void sizesHaveThreeDigitsAtMost(long bytes, String words) {
        assertThat(Amounts.of(bytes, 0, "bytes")).isEqualTo(words);
    }
}
