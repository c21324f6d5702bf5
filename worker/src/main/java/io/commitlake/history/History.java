package io.commitlake.history;

import io.commitlake.model.Tip;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** One repository's history: the commits that a head and some frontiers reach. */
public interface History extends AutoCloseable {
    /** The name of its source, as a claim records it: {@code git} or {@code api}. */
    String source();

    /**
     * The first commit before the snapshot on the way from the head along first parents; empty if there is none.
     */
    Optional<Tip> tipBefore(String head, Instant snapshot);

    /** Whether one of the frontiers is the commit or reaches it. */
    boolean reaches(List<String> frontiers, String commit);

    /**
     * The commits that the tip reaches and no frontier does.
     *
     * @param frontiers the frontiers that this history has
     * @param exported whether an earlier export holds a commit, which matters if a frontier is lost
     */
    NewCommits newCommits(String tip, List<String> frontiers, Predicate<String> exported);

    /** Ends its processes, and gives back its memory. Later calls do nothing. */
    @Override
    void close();
}
