package io.commitlake.github.tokens;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How long the requests about each repository have waited for their turn. Those that wait at once count once. Not safe
 * for threads: {@link Turns} holds the lock, but for the wait itself.
 */
final class Waits {
    private static final class Wait {
        private int waiting;
        private Instant since = Instant.MIN;
        private Duration before = Duration.ZERO;
    }

    /** A wait. */
    @FunctionalInterface
    interface Until {
        void pass() throws InterruptedException;
    }

    private final Map<String, Wait> byRepository = new HashMap<>();

    void during(Optional<String> repository, Clock clock, Until wait) throws InterruptedException {
        if (repository.isEmpty()) {
            wait.pass();
            return;
        }
        Wait its = byRepository.computeIfAbsent(repository.get(), any -> new Wait());
        if (its.waiting++ == 0) {
            its.since = clock.instant();
        }
        try {
            wait.pass();
        } finally {
            if (--its.waiting == 0) {
                its.before = its.before.plus(Duration.between(its.since, clock.instant()));
            }
        }
    }

    Duration of(String repository, Instant now) {
        Wait its = byRepository.get(repository);
        if (its == null) {
            return Duration.ZERO;
        }
        return its.waiting == 0 ? its.before : its.before.plus(Duration.between(its.since, now));
    }
}
