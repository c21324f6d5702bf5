package io.commitlake.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private static final Duration LIMIT = Duration.ofNanos(1);

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicReference<Duration> waited = new AtomicReference<>(Duration.ofMinutes(1));

    @Test
    void itsTimeBeginsWithTheFirstRequest() {
        Deadline deadline = Deadline.after(LIMIT);
        assertThat(deadline.isPast()).isFalse();
        deadline.begin();
        deadline.begin();
        assertThat(deadline.isPast()).isTrue();
    }

    @Test
    void whatIsWaitedForTokensIsNoTimeOfTheRepository() {
        Deadline deadline = Deadline.after(LIMIT, waited::get);
        deadline.begin();
        assertThat(deadline.isPast()).as("a wait before it counts for nothing").isTrue();

        waited.set(Duration.ofHours(1));
        assertThat(deadline.isPast()).isFalse();
    }

    @Test
    void itIsChargedForThePartOfTheLanesThatItHas() {
        Deadline deadline = Deadline.after(Duration.ofHours(3), () -> Duration.ZERO, nanos::get);
        deadline.begin();
        deadline.inLanes(0, 2);
        hours(100);
        deadline.inLanes(1, 2);
        hours(4);
        deadline.inLanes(0, 0);
        hours(1);
        assertThat(deadline.isPast())
                .as("two hours in half of the lanes, one alone")
                .isFalse();
        nanos.incrementAndGet();
        assertThat(deadline.isPast()).isTrue();
    }

    @Test
    void whatItWaitsForIsNoTimeOfIts() {
        Deadline deadline = Deadline.after(Duration.ofHours(1), () -> Duration.ZERO, nanos::get);
        deadline.begin();
        try (Deadline.Wait _ = deadline.waiting()) {
            hours(100);
            assertThat(deadline.isPast()).isFalse();
        }
        hours(2);
        assertThat(deadline.isPast()).isTrue();
    }

    @Test
    void aWaitForATokenInsideAWaitForALaneCountsOnce() {
        Deadline deadline = Deadline.after(Duration.ofHours(1), waited::get, nanos::get);
        deadline.begin();
        deadline.inLanes(0, 1);
        hours(10);
        waited.set(waited.get().plusHours(10));
        deadline.inLanes(1, 1);
        hours(2);
        assertThat(deadline.isPast()).isTrue();
    }

    private void hours(long hours) {
        nanos.addAndGet(Duration.ofHours(hours).toNanos());
    }

    @Test
    void closedItIsPast() {
        Deadline deadline = Deadline.after(Duration.ofDays(1));
        deadline.close();
        assertThat(deadline.isPast()).isTrue();
    }
}
