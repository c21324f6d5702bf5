package io.commitlake.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private static final Duration LIMIT = Duration.ofNanos(1);

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
    void closedItIsPast() {
        Deadline deadline = Deadline.after(Duration.ofDays(1));
        deadline.close();
        assertThat(deadline.isPast()).isTrue();
    }
}
