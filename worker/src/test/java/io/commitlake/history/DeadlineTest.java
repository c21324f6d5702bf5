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
    void theClockStartsWithTheFirstRequest() {
        Deadline deadline = Deadline.after(LIMIT);
        assertThat(deadline.isPast()).isFalse();
        deadline.begin();
        deadline.begin();
        assertThat(deadline.isPast()).isTrue();
    }

    @Test
    void waitingForATokenDoesNotCount() {
        Deadline deadline = Deadline.after(LIMIT, waited::get);
        deadline.begin();
        assertThat(deadline.isPast())
                .as("a wait before the start isn't subtracted")
                .isTrue();

        waited.set(Duration.ofHours(1));
        assertThat(deadline.isPast()).isFalse();
    }

    @Test
    void timeCountsInProportionToTheLanesHeld() {
        Deadline deadline = Deadline.after(Duration.ofHours(3), () -> Duration.ZERO, nanos::get);
        deadline.begin();
        deadline.inLanes(0, 2);
        hours(100);
        deadline.inLanes(1, 2);
        hours(4);
        deadline.inLanes(0, 0);
        hours(1);
        assertThat(deadline.isPast())
                .as("half of four hours in half of the lanes, and one hour without need of a lane")
                .isFalse();
        nanos.incrementAndGet();
        assertThat(deadline.isPast()).isTrue();
    }

    @Test
    void noTimeCountsDuringAWait() {
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
    void aWaitForATokenWithinAWaitForALaneIsSubtractedOnce() {
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
    void aClosedDeadlineIsPast() {
        Deadline deadline = Deadline.after(Duration.ofDays(1));
        deadline.close();
        assertThat(deadline.isPast()).isTrue();
    }
}
