package io.commitlake.job.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.RepositoryCondition;
import io.commitlake.model.RepositoryCondition.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AskAgainTest {
    private static final Instant FIRST = Instant.parse("2026-01-01T03:00:00Z");

    private static RepositoryCondition gone(Instant at) {
        return new RepositoryCondition(
                7, Condition.GONE, "404", List.of("r"), OptionalLong.empty(), at, Optional.of(FIRST));
    }

    /** The days on which one of daily runs asks; each run is up to ten minutes late. */
    private static List<Integer> askingDays(int days) {
        List<Integer> asking = new ArrayList<>();
        RepositoryCondition condition = gone(FIRST);
        for (int day = 1; day <= days; day++) {
            Instant now = FIRST.plus(Duration.ofDays(day)).plusSeconds(day * 7919L % 600);
            if (AskAgain.isDue(condition, now)) {
                asking.add(day);
                condition = gone(now);
            }
        }
        return asking;
    }

    @Test
    void dailyRunsAskEverMoreSeldomButEveryThirtyDays() {
        assertThat(askingDays(125)).containsExactly(1, 2, 4, 8, 16, 32, 62, 92, 122);
    }

    @Test
    void aConditionWithoutItsBeginningIsAskedForAtOnce() {
        RepositoryCondition old = new RepositoryCondition(
                7, Condition.BLOCKED, "451", List.of("r"), OptionalLong.empty(), FIRST, Optional.empty());

        assertThat(AskAgain.isDue(old, FIRST.plusSeconds(1))).isTrue();
    }
}
