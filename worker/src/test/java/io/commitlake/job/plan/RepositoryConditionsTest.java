package io.commitlake.job.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.history.Limits;
import io.commitlake.ledger.Ledger;
import io.commitlake.ledger.StoreLedger;
import io.commitlake.model.RepositoryCondition;
import io.commitlake.model.RepositoryCondition.Condition;
import io.commitlake.storage.S3Access;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryConditionsTest {
    private Ledger ledger;

    @BeforeEach
    void open(@TempDir Path folder) {
        Storage storage = Storages.open(StorageLocation.parse("file:" + folder), S3Access.byDefault());
        ledger = new StoreLedger(storage);
    }

    private RepositoryConditions conditions(long diskBytes) {
        return new RepositoryConditions(ledger, new Limits(Duration.ofHours(1), diskBytes, 1), Clock.systemUTC());
    }

    @Test
    void aTooLargeRepositoryStaysTooLargeUntilTheLimitIsRaised() {
        conditions(100).note(7, Condition.TOO_LARGE, "large", "r1");

        assertThat(conditions(100).pastLimit()).containsOnlyKeys(7L);
        assertThat(conditions(99).pastLimit()).containsOnlyKeys(7L);
        assertThat(conditions(101).pastLimit()).isEmpty();
    }

    @Test
    void aConditionThatAnotherProcessNotedIsSeenAndRemoved() {
        RepositoryConditions mine = conditions(100);
        assertThat(mine.all()).isEmpty();
        conditions(100).note(7, Condition.GONE, "404", "r1");

        assertThat(mine.all()).extracting(RepositoryCondition::repository).containsExactly(7L);
        mine.well(7);
        assertThat(ledger.condition(7)).isEmpty();
    }

    @Test
    void goneAndBlockedCountTogetherAndEmptyStartsOver() {
        RepositoryConditions conditions = conditions(100);
        conditions.note(7, Condition.GONE, "404", "r1");
        assertThat(conditions.note(7, Condition.BLOCKED, "451", "r2").seenBefore("r2"))
                .isTrue();
        conditions.note(7, Condition.EMPTY, "no commit", "r3");
        assertThat(conditions.note(7, Condition.GONE, "404", "r4").seenBefore("r4"))
                .isFalse();
    }
}
