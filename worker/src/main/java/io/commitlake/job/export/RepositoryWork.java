package io.commitlake.job.export;

import io.commitlake.model.Assignment;
import io.commitlake.model.CommitlakeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One repository's part in a shard, for reports.
 *
 * @param outcome the outcome's short name, such as {@code too-large}
 * @param kind the kind of a failure; empty if the repository didn't fail
 * @param words what happened, in words
 * @param milliseconds the time in each stage: looking up, waiting, fetching, writing and putting
 * @param tokenWait the milliseconds of these in which requests waited for a token
 * @param rewritten the rewrites of the branch that the exports met
 */
public record RepositoryWork(
        long repository,
        String name,
        String outcome,
        Optional<CommitlakeException.Kind> kind,
        String words,
        Instant begun,
        Instant ended,
        Map<String, Long> milliseconds,
        long tokenWait,
        long exports,
        long commits,
        long rows,
        long bytes,
        List<RewrittenHistory> rewritten) {
    /** The number of slowest, and that of largest repositories in a report. */
    public static final int MOST = 30;

    /** The number of repositories in a shard's report that failed, can't be exported or were rewritten. */
    private static final int MOST_TO_SEE = 500;

    private static final Comparator<RepositoryWork> SLOWEST =
            Comparator.comparing(RepositoryWork::time).reversed();
    private static final Comparator<RepositoryWork> LARGEST =
            Comparator.comparingLong(RepositoryWork::bytes).reversed();

    static RepositoryWork of(
            Assignment assignment, RepositoryOutcome outcome, StageTimes times, Instant ended, Duration tokenWait) {
        RepositoryOutcome.Exported done =
                outcome instanceof RepositoryOutcome.Exported exported ? exported : RepositoryOutcome.Exported.NOTHING;
        return new RepositoryWork(
                assignment.repository(),
                assignment.fullName(),
                outcome.name(),
                outcome instanceof RepositoryOutcome.Failed failed ? Optional.of(failed.kind()) : Optional.empty(),
                outcome.text(),
                times.begun(),
                ended,
                times.milliseconds(),
                tokenWait.toMillis(),
                done.exports(),
                done.commits(),
                done.rows(),
                done.bytes(),
                done.rewritten());
    }

    public Duration time() {
        return Duration.between(begun, ended);
    }

    /** Whether a person should see this repository even if it was fast and small. */
    public boolean needsAttention() {
        return kind.isPresent()
                || !rewritten.isEmpty()
                || !Set.of("exported", "up to date", "no commit before the snapshot")
                        .contains(outcome);
    }

    public static List<RepositoryWork> slowest(List<RepositoryWork> all) {
        return all.stream().sorted(SLOWEST).limit(MOST).toList();
    }

    public static List<RepositoryWork> largest(List<RepositoryWork> all) {
        return all.stream()
                .filter(work -> work.bytes() > 0)
                .sorted(LARGEST)
                .limit(MOST)
                .toList();
    }

    /** Those that a report shows: a bounded number, however many there are. */
    static List<RepositoryWork> shown(List<RepositoryWork> all) {
        Set<RepositoryWork> shown = new LinkedHashSet<>();
        all.stream().filter(RepositoryWork::needsAttention).limit(MOST_TO_SEE).forEach(shown::add);
        shown.addAll(slowest(all));
        shown.addAll(largest(all));
        List<RepositoryWork> ordered = new ArrayList<>(shown);
        ordered.sort(Comparator.comparing(RepositoryWork::begun));
        return ordered;
    }
}
