package io.commitlake.scale.world;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A condition whose waits end in virtual time. They may end early, as the contract of {@link Condition} permits.
 *
 * @param wakeAfter signals the condition after some time
 */
@SuppressWarnings("WaitNotInLoop") // The caller has the loop.
record TimedCondition(Condition condition, Supplier<Instant> now, Consumer<Duration> wakeAfter) implements Condition {
    @Override
    public void await() throws InterruptedException {
        condition.await();
    }

    @Override
    public void awaitUninterruptibly() {
        condition.awaitUninterruptibly();
    }

    @Override
    public long awaitNanos(long nanos) throws InterruptedException {
        Instant end = now.get().plusNanos(nanos);
        wakeAfter.accept(Duration.ofNanos(nanos));
        condition.await();
        return Duration.between(now.get(), end).toNanos();
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return awaitNanos(unit.toNanos(time)) > 0;
    }

    @Override
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        return awaitNanos(Duration.between(now.get(), deadline.toInstant()).toNanos()) > 0;
    }

    @Override
    public void signal() {
        condition.signal();
    }

    @Override
    public void signalAll() {
        condition.signalAll();
    }
}
