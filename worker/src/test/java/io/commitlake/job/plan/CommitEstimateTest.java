package io.commitlake.job.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.github.RemoteRepository;
import io.commitlake.github.RepositoryDetails;
import io.commitlake.model.Repository;
import io.commitlake.model.Tip;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommitEstimateTest {
    private static final Instant BEGIN = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant HALF = Instant.parse("2022-01-01T00:00:00Z");
    private static final Instant HEAD = Instant.parse("2024-01-01T12:00:00Z");

    private static long expected(Instant head, Optional<Tip> last, Instant snapshot) {
        RemoteRepository seen = new RemoteRepository(
                1,
                "R_1",
                "a/b",
                "https://github.com/a/b",
                BEGIN,
                5_000,
                Optional.of(new RemoteRepository.Head("1".repeat(40), head)),
                RepositoryDetails.NONE);
        Repository row = new Repository(1, BEGIN, last, Optional.of("R_1"), Optional.of("a/b"), OptionalLong.of(0));
        return CommitEstimate.of(row, seen, last, snapshot);
    }

    @Test
    void aFirstExportIsEstimatedFromTheSize() {
        assertThat(expected(HEAD, Optional.empty(), HEAD.plusSeconds(1))).isEqualTo(1_000);
        assertThat(expected(HEAD, Optional.empty(), HALF)).isBetween(490L, 510L);
        assertThat(expected(BEGIN.minusSeconds(9), Optional.empty(), HEAD))
                .as("a head older than its repository: the history was pushed later")
                .isEqualTo(1_000);
    }

    @Test
    void aLaterExportIsEstimatedFromTheNewShareOfTheLifetime() {
        Optional<Tip> last = Optional.of(new Tip("2".repeat(40), HALF));
        assertThat(expected(HEAD, last, HEAD.plusSeconds(1))).isBetween(490L, 510L);
        assertThat(expected(HALF.minusSeconds(9), last, HEAD)).isEqualTo(1);
    }

    @Test
    void aLaterExportOfAHistoryOlderThanItsRepositoryIsAShareOfAYear() {
        Optional<Tip> last = Optional.of(new Tip("2".repeat(40), BEGIN.minus(Duration.ofDays(100))));
        assertThat(expected(BEGIN.minus(Duration.ofDays(65)), last, HEAD)).isBetween(80L, 95L);
        assertThat(expected(BEGIN.minus(Duration.ofDays(65)), last, BEGIN.minus(Duration.ofDays(99))))
                .as("only up to the snapshot")
                .isBetween(2L, 3L);
    }

    @ParameterizedTest
    @CsvSource({"1,a few commits", "10,about 10 commits", "99,about 99 commits", "1234,'about 1,200 commits'"})
    void theWordsAreAsRoughAsTheEstimate(long commits, String words) {
        assertThat(CommitEstimate.words(commits)).isEqualTo(words);
    }
}
