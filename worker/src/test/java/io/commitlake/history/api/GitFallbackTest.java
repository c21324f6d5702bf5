package io.commitlake.history.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.history.Deadline;
import io.commitlake.history.FetchException;
import io.commitlake.history.FetchOutcome;
import io.commitlake.history.FetchProgress;
import io.commitlake.history.HistorySource;
import io.commitlake.history.Remote;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several lanes may need the same history from Git. */
class GitFallbackTest {
    private static final HistorySource CROWDED = new HistorySource() {
        @Override
        public String format() {
            return "1";
        }

        @Override
        public FetchOutcome fetch(
                Remote remote,
                String head,
                List<String> frontiers,
                Path folder,
                Deadline deadline,
                FetchProgress progress) {
            return new FetchOutcome.Crowded("its git fetch needs more memory");
        }
    };

    @Test
    void everyLaneMeetsTheOutcomeOfTheOneFetch(@TempDir Path folder) {
        GitFallback fallback = new GitFallback(
                CROWDED, MadeCommits.REMOTE, "1".repeat(40), List.of(), folder, Deadline.after(Duration.ofMinutes(1)));

        for (int lane = 1; lane <= 2; lane++) {
            assertThatThrownBy(() -> fallback.history(new UncertainAnswerException("no sizes")))
                    .as("lane " + lane)
                    .isInstanceOfSatisfying(
                            FetchException.class,
                            failed -> assertThat(failed.outcome()).isInstanceOf(FetchOutcome.Crowded.class));
        }
    }
}
