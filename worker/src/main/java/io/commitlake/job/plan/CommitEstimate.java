package io.commitlake.job.plan;

import io.commitlake.github.RemoteRepository;
import io.commitlake.model.Repository;
import io.commitlake.model.Tip;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Estimates how many commits an export will hold, for the label of a shard. GitHub can't tell: counting the commits of
 * a hundred repositories takes longer than GitHub allows a request to run.
 */
final class CommitEstimate {
    /** Real histories take from 2 to 12 kilobytes a commit on GitHub's disk. */
    private static final long KILOBYTES_A_COMMIT = 5;

    private static final long FEW = 10;

    /**
     * The assumed length of an exported history that is older than its repository: it was pushed later, and nothing
     * says when it began.
     */
    private static final Duration PUSHED_HISTORY = Duration.ofDays(365);

    private CommitEstimate() {}

    /**
     * Estimates from the repository's size and from the share of its lifetime that is before the snapshot and not yet
     * exported; at least 1.
     */
    static long of(Repository row, RemoteRepository seen, Optional<Tip> last, Instant snapshot) {
        Instant head = seen.head().map(RemoteRepository.Head::at).orElse(snapshot);
        Instant start = last.map(Tip::at)
                .filter(at -> !at.isAfter(row.createdAt()))
                .map(at -> at.minus(PUSHED_HISTORY))
                .orElse(row.createdAt());
        Duration life = Duration.between(start, head);
        Instant begin = last.map(Tip::at).orElse(row.createdAt());
        Duration share = Duration.between(begin, head.isBefore(snapshot) ? head : snapshot);
        double part = life.isPositive() ? Math.clamp((double) share.toSeconds() / life.toSeconds(), 0.0, 1.0) : 1.0;
        return Math.max(1, Math.round(part * seen.diskKilobytes() / KILOBYTES_A_COMMIT));
    }

    /** The estimate in words, rounded to two digits. */
    static String words(long commits) {
        if (commits < FEW) {
            return "a few commits";
        }
        long unit = Math.round(Math.pow(10, Math.floor(Math.log10((double) commits)) - 1));
        return String.format(Locale.ROOT, "about %,d commits", (commits + unit / 2) / unit * unit);
    }
}
