package io.commitlake.job.plan;

import io.commitlake.github.RemoteRepository;
import io.commitlake.model.Repository;
import io.commitlake.model.Tip;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * About how many commits an export will hold, for a person who looks at a shard. GitHub isn't asked: counting the commits
 * of a hundred repositories takes it longer than it allows a request.
 */
final class CommitEstimate {
    /** What real histories take on GitHub's disk: from 2 to 12 kilobytes a commit. */
    private static final long KILOBYTES_A_COMMIT = 5;

    private static final long FEW = 10;

    private CommitEstimate() {}

    /** By its size, and by how much of its life is before the snapshot and not exported yet; 1 at least. */
    static long of(Repository row, RemoteRepository seen, Optional<Tip> last, Instant snapshot) {
        Instant head = seen.head().map(RemoteRepository.Head::at).orElse(snapshot);
        Duration life = Duration.between(row.createdAt(), head);
        Instant begin = last.map(Tip::at).orElse(row.createdAt());
        Duration share = Duration.between(begin, head.isBefore(snapshot) ? head : snapshot);
        double part = life.isPositive() ? Math.clamp((double) share.toSeconds() / life.toSeconds(), 0.0, 1.0) : 1.0;
        return Math.max(1, Math.round(part * seen.diskKilobytes() / KILOBYTES_A_COMMIT));
    }

    /** In words, as roughly as it is known. */
    static String words(long commits) {
        if (commits < FEW) {
            return "a few commits";
        }
        long unit = Math.round(Math.pow(10, Math.floor(Math.log10((double) commits)) - 1));
        return String.format(Locale.ROOT, "about %,d commits", (commits + unit / 2) / unit * unit);
    }
}
