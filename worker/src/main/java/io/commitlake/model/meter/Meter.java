package io.commitlake.model.meter;

import java.time.Duration;
import java.util.function.Supplier;

/** Receives measurements. Thread-safe; its methods return at once and never throw. */
public interface Meter {
    /** Ignores all measurements. */
    Meter NONE = new Meter() {
        @Override
        public void request(SentRequest request, Duration time) {}

        @Override
        public void waited(WaitReason reason, Duration time) {}
    };

    /** A request was sent once, and answered after this time. */
    void request(SentRequest request, Duration time);

    /** A thread waited. Waits of several threads at once count several times. */
    void waited(WaitReason reason, Duration time);

    /** Measures a wait. */
    default <T> T waiting(WaitReason reason, Supplier<T> wait) {
        long begun = System.nanoTime();
        try {
            return wait.get();
        } finally {
            waited(reason, Duration.ofNanos(System.nanoTime() - begun));
        }
    }
}
