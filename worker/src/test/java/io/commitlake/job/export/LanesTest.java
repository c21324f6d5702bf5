package io.commitlake.job.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.history.Deadline;
import io.commitlake.job.work.Parallel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checks which repository's work a lane runs next, and which repository is charged for the time. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LanesTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final AtomicLong nanos = new AtomicLong();
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());

    @Test
    void aSmallRepositoryTakesTurnsWithAHugeOneAndStaysWithinItsTimeLimit() throws InterruptedException {
        Lanes lanes = new Lanes(1);
        CountDownLatch hugeHasBegun = new CountDownLatch(1);
        CountDownLatch bothAreThere = new CountDownLatch(1);
        Deadline ofHuge = deadline(Duration.ofDays(1));
        Deadline ofSmall = deadline(HOUR);
        List<Future<Boolean>> huge = lanes.submit(
                Collections.nCopies(6, () -> {
                    hugeHasBegun.countDown();
                    bothAreThere.await();
                    nanos.addAndGet(HOUR.multipliedBy(3).toNanos());
                    return done.add("huge");
                }),
                ofHuge);
        hugeHasBegun.await();
        List<Future<Boolean>> small = lanes.submit(
                Collections.nCopies(2, () -> {
                    nanos.addAndGet(HOUR.dividedBy(3).toNanos());
                    return done.add("small") && ofSmall.isPast();
                }),
                ofSmall);
        bothAreThere.countDown();

        assertThat(Parallel.all(huge)).hasSize(6);
        assertThat(Parallel.all(small)).containsOnly(false);
        assertThat(done).containsExactly("huge", "huge", "small", "huge", "small", "huge", "huge", "huge");
        assertThat(ofHuge.isPast()).isFalse();
    }

    @Test
    void aRepositoryIsChargedForItsOwnWork() {
        Lanes lanes = new Lanes(1);
        Deadline deadline = deadline(HOUR);

        Parallel.all(lanes.submit(
                List.of(() -> nanos.addAndGet(HOUR.toNanos() + 1), () -> done.add("other")), deadline));

        assertThat(deadline.isPast()).isTrue();
    }

    /** The work that holds the resource needs the only lane to release it. */
    @Test
    void waitingWorkLendsItsLaneToOtherWork() {
        Lanes lanes = new Lanes(1);
        CountDownLatch given = new CountDownLatch(1);
        Deadline deadline = deadline(HOUR);
        Object history = new Object();
        Callable<Boolean> wait = () -> {
            synchronized (history) {
                return lanes.whileLendingLane(() -> {
                    await(given);
                    return done.add("waited");
                });
            }
        };
        List<Future<Boolean>> waits = lanes.submit(List.of(wait, wait), deadline);
        List<Future<Boolean>> gives = lanes.submit(
                List.of(() -> {
                    given.countDown();
                    return done.add("gave");
                }),
                deadline);

        Parallel.all(waits);
        Parallel.all(gives);
        assertThat(done).containsExactlyInAnyOrder("waited", "waited", "gave");
    }

    /** Each work may hold the memory that the other waits for. */
    @Test
    void aLentLaneGoesToWorkThatIsComingBack() {
        Lanes lanes = new Lanes(1);
        CountDownLatch given = new CountDownLatch(1);
        CountDownLatch cameBack = new CountDownLatch(1);
        AtomicReference<Thread> first = new AtomicReference<>();
        AtomicBoolean comesBack = new AtomicBoolean();
        Deadline deadline = deadline(HOUR);
        List<Future<Boolean>> lends = lanes.submit(
                List.of(() -> {
                    first.set(Thread.currentThread());
                    lanes.whileLendingLane(() -> {
                        await(given);
                        return comesBack.getAndSet(true);
                    });
                    cameBack.countDown();
                    return done.add("first");
                }),
                deadline);
        List<Future<Boolean>> lendsToo = lanes.submit(
                List.of(() -> {
                    given.countDown();
                    while (!comesBack.get() || first.get().getState() != Thread.State.WAITING) {
                        Thread.onSpinWait();
                    }
                    return lanes.whileLendingLane(() -> {
                        await(cameBack);
                        return done.add("second");
                    });
                }),
                deadline);

        Parallel.all(lends);
        Parallel.all(lendsToo);
        assertThat(done).containsExactlyInAnyOrder("first", "second");
    }

    @Test
    void anErrorFailsItsOwnWorkAndTheLaneContinues() {
        Lanes lanes = new Lanes(1);
        AtomicBoolean hasBegun = new AtomicBoolean();
        // The token pool fails to report the time spent waiting, once the work has begun.
        Deadline deadline = Deadline.after(HOUR, () -> {
            if (hasBegun.get()) {
                throw new OutOfMemoryError("Java heap space");
            }
            return Duration.ZERO;
        });
        deadline.begin();
        Callable<Boolean> fails = () -> {
            throw new OutOfMemoryError("Java heap space");
        };
        hasBegun.set(true);
        List<Future<Boolean>> work = lanes.submit(List.of(fails, () -> done.add("next")), deadline);

        assertThatThrownBy(() -> Parallel.all(work)).isInstanceOf(OutOfMemoryError.class);
        assertThat(done).containsExactly("next");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private Deadline deadline(Duration limit) {
        Deadline deadline = Deadline.after(limit, () -> Duration.ZERO, nanos::get);
        deadline.begin();
        return deadline;
    }
}
