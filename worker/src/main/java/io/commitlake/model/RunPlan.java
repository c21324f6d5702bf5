package io.commitlake.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run is to do, frozen: put once, and every retry reads it.
 *
 * @param run its name
 * @param snapshot the moment D
 * @param shardsAsked how many shards there may be at most
 * @param repositoriesAsked the repositories files that were asked for; empty for all
 * @param shards by number, none of them empty but the one of a run without anything to do
 * @param identities rows whose name, id in GraphQL or next number the tables don't have yet
 * @param leftOut how many repositories have nothing to do, by reason
 */
public record RunPlan(
        String run,
        Instant snapshot,
        int shardsAsked,
        List<String> repositoriesAsked,
        List<ShardEntry> shards,
        List<Identity> identities,
        Map<String, Long> leftOut) {
    /** As many as a plan can have. */
    public static final int MOST_SHARDS = 1024;

    /**
     * A shard, as the plan knows it.
     *
     * @param label a person can tell it by
     * @param sha256 of its content, which is its key
     */
    public record ShardEntry(int number, String label, int repositories, String sha256) {
        public ShardEntry {
            if (number < 0 || number >= MOST_SHARDS) {
                throw new IllegalArgumentException(
                        "a plan has the shards 0 to " + (MOST_SHARDS - 1) + ", not " + number);
            }
            Sha256.checked(sha256);
        }
    }

    /**
     * What a row is to say of its repository from now on.
     *
     * @param replaced the name that its row had; a row that has another by then keeps it
     */
    public record Identity(long repository, String nodeId, String fullName, Optional<String> replaced, long exports) {
        public Identity {
            if (repository <= 0 || exports < 0) {
                throw new IllegalArgumentException(
                        "no row says that repository " + repository + " has " + exports + " exports");
            }
            NodeId.of(nodeId);
            FullName.of(fullName);
        }
    }

    /** A shard's content: unfinished claims first. */
    public record Shard(List<Assignment> assignments) {
        public Shard {
            assignments = List.copyOf(assignments);
        }
    }

    public RunPlan {
        repositoriesAsked = List.copyOf(repositoriesAsked);
        shards = List.copyOf(shards);
        identities = List.copyOf(identities);
        leftOut = Map.copyOf(leftOut);
    }

    /** Whether it answers the same question, so that planning again may give it. */
    public boolean answers(Instant otherSnapshot, int otherShards, List<String> otherRepositories) {
        return snapshot.equals(otherSnapshot)
                && shardsAsked == otherShards
                && repositoriesAsked.equals(otherRepositories);
    }
}
