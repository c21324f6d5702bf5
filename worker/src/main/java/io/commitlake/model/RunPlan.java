package io.commitlake.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The plan of a run. The first attempt stores the plan, and every retry reads that one. Only the
 * removal of a forgotten repository changes it.
 *
 * @param run the run's name
 * @param snapshot the moment D; the run exports commits from before it
 * @param shardsAsked the requested number of shards, an upper limit
 * @param repositoriesAsked the requested repositories files; empty for all
 * @param shards the shards by number; only a run with nothing to do has an empty one
 * @param identities changes of names, node IDs and export numbers that the repository rows don't have yet
 * @param leftOut the number of repositories that need no work, by reason
 * @param states the run's file of {@code repository_states}; empty if the plan asked GitHub about no repository
 */
public record RunPlan(
        String run,
        Instant snapshot,
        int shardsAsked,
        List<String> repositoriesAsked,
        List<ShardEntry> shards,
        List<Identity> identities,
        Map<String, Long> leftOut,
        Optional<DataFile> states) {
    /** What stands in place of a forgotten repository's name. */
    public static final String FORGOTTEN = "(a forgotten repository)";

    /** The largest number of shards in a plan. */
    public static final int MAX_SHARDS = 1024;

    /**
     * A shard in the plan's list.
     *
     * @param number the shard's number, from 0
     * @param label a label by which people recognize the shard
     * @param repositories the number of repositories in the shard
     * @param sha256 the SHA-256 of the shard's content, in hexadecimal; the shard's key has it
     */
    public record ShardEntry(int number, String label, int repositories, String sha256) {
        public ShardEntry {
            if (number < 0 || number >= MAX_SHARDS) {
                throw new IllegalArgumentException(
                        "a shard's number is from 0 to " + (MAX_SHARDS - 1) + ", not " + number);
            }
            Sha256.checked(sha256);
        }
    }

    /**
     * New values for a repository's row.
     *
     * @param repository the repository's ID
     * @param nodeId the repository's GraphQL node ID
     * @param fullName the repository's current name
     * @param replaced the row's old name; a row that has another name by the time of the merge keeps that name
     * @param exports the number of the next export
     */
    public record Identity(long repository, String nodeId, String fullName, Optional<String> replaced, long exports) {
        public Identity {
            if (repository <= 0 || exports < 0) {
                throw new IllegalArgumentException(
                        "a row can't have the repository ID " + repository + " and " + exports + " exports");
            }
            NodeId.of(nodeId);
            FullName.of(fullName);
        }
    }

    /** A shard's content, with unfinished claims first. */
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

    /** Returns a copy with other requested names, shards and identities. */
    public RunPlan with(List<String> otherAsked, List<ShardEntry> otherShards, List<Identity> otherIdentities) {
        return new RunPlan(run, snapshot, shardsAsked, otherAsked, otherShards, otherIdentities, leftOut, states);
    }

    /** Returns a copy with another file of {@code repository_states}. */
    public RunPlan withStates(Optional<DataFile> otherStates) {
        return new RunPlan(run, snapshot, shardsAsked, repositoriesAsked, shards, identities, leftOut, otherStates);
    }

    /**
     * Whether this plan was made for the given request, so that a retry may use it. The name of a repository that was
     * forgotten since may be any.
     */
    public boolean matches(Instant otherSnapshot, int otherShards, List<String> otherRepositories) {
        return snapshot.equals(otherSnapshot)
                && shardsAsked == otherShards
                && repositoriesAsked.size() == otherRepositories.size()
                && IntStream.range(0, repositoriesAsked.size())
                        .allMatch(i -> repositoriesAsked.get(i).equals(FORGOTTEN)
                                || repositoriesAsked.get(i).equals(otherRepositories.get(i)));
    }
}
