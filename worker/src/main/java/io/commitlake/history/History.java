package io.commitlake.history;

import io.commitlake.model.Tip;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

    /** Those of the commits that no other one reaches, in the same order. */
    List<String> independent(List<String> commits);

    /**
     * Those of the frontiers that the tip reaches, and the tip if a frontier reaches it.
     *
     * @param frontiers commits of which none reaches another
     */
    default List<String> reachedAmong(String tip, List<String> frontiers) {
        Set<String> reached = new LinkedHashSet<>(frontiers);
        reached.add(tip);
        independent(List.copyOf(reached)).forEach(reached::remove);
        return List.copyOf(reached);
    }

    /**
     * The commits that the tip reaches and no frontier does.
     *
     * @param frontiers the frontiers that this history has
     * @param earlier leaves out the commits that earlier exports hold; empty if no frontier is lost, because then the
     *     frontiers reach all of those
     */
    NewCommits newCommits(String tip, List<String> frontiers, Optional<EarlierExports> earlier);

    /**
     * Counts the commits that a branch lost when it moved to a new tip. Only reports need this, so no source fetches more
     * history for it.
     *
     * @param oldTip a commit of this history
     * @return empty if this source can't tell
     */
    default Optional<LeftCommits> leftBehind(String oldTip, String tip) {
        return Optional.empty();
    }

    /** Ends its processes, and gives back its memory. Later calls do nothing. */
    @Override
    void close();
}
