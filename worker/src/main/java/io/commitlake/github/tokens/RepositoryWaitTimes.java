package io.commitlake.github.tokens;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The time that requests about each repository have waited for a token; concurrent waits count once. Not thread-safe:
 * {@link TokenQueue} holds the lock, except during the wait itself.
 */
final class RepositoryWaitTimes {
    private static final class WaitTime {
        private int waiting;
        private Instant since = Instant.MIN;
        private Duration earlier = Duration.ZERO;
    }

    @FunctionalInterface
    interface Wait {
        void run() throws InterruptedException;
    }

    private final Map<String, WaitTime> byRepository = new HashMap<>();

    /** Runs a wait, and counts its time for the repository. */
    void measure(Optional<String> repository, Clock clock, Wait wait) throws InterruptedException {
        if (repository.isEmpty()) {
            wait.run();
            return;
        }
        WaitTime time = byRepository.computeIfAbsent(repository.get(), any -> new WaitTime());
        if (time.waiting++ == 0) {
            time.since = clock.instant();
        }
        try {
            wait.run();
        } finally {
            if (--time.waiting == 0) {
                time.earlier = time.earlier.plus(Duration.between(time.since, clock.instant()));
            }
        }
    }

    /** The time that requests about a repository have waited until now. */
    Duration of(String repository, Instant now) {
        WaitTime time = byRepository.get(repository);
        if (time == null) {
            return Duration.ZERO;
        }
        return time.waiting == 0 ? time.earlier : time.earlier.plus(Duration.between(time.since, now));
    }
}
