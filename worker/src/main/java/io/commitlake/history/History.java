package io.commitlake.history;

import io.commitlake.model.Tip;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** One repository's history, as far as a head and some frontiers reach. */
public interface History extends AutoCloseable {
    /** The name of the source that it comes from, for a claim: {@code git} or {@code api}. */
    String source();

    /**
     * The first commit before the snapshot that one meets going from the head along first parents; empty where none is.
     */
    Optional<Tip> tipBefore(String head, Instant snapshot);

    /** Whether one of the frontiers reaches the commit, or is it. */
    boolean reaches(List<String> frontiers, String commit);

    /**
     * The commits that the tip reaches and none of the frontiers does.
     *
     * @param frontiers those that are here
     * @param exported commits that an earlier export holds, asked for where a frontier is lost
     */
    NewCommits newCommits(String tip, List<String> frontiers, Predicate<String> exported);

    @Override
    void close();
}
