package io.commitlake.history;

import java.util.List;
import java.util.Set;

/** The outcome of asking a server for commits. */
public sealed interface FetchOutcome {
    /**
     * The commits are here.
     *
     * @param history the history of the head and of the frontiers that the server still has; the caller closes it
     * @param lost the frontiers that the server no longer has, because history was rewritten and old commits deleted
     */
    record Here(History history, List<String> lost) implements FetchOutcome {
        /**
         * The frontiers that the history has.
         *
         * @param unasked those that weren't fetched, because an earlier fetch lost them
         */
        public List<String> present(List<String> frontiers, Set<String> unasked) {
            return frontiers.stream()
                    .filter(frontier -> !lost.contains(frontier) && !unasked.contains(frontier))
                    .toList();
        }
    }

    /** The server no longer has the head. */
    record Refused(String sha) implements FetchOutcome {}

    /** The repository doesn't exist, or this token can't see it. */
    record Gone(String message) implements FetchOutcome {}

    /** The server withholds the repository for good; the message is the server's. */
    record Blocked(String message) implements FetchOutcome {}

    /** The server declined this request; another token, or the same token later, may get the commits. */
    record Declined(Reason reason, String message) implements FetchOutcome {
        /** Why a server declined. */
        public enum Reason {
            /** The token, or the address, has sent too many requests. */
            LIMITED,
            /** The server doesn't know the token. */
            UNAUTHORIZED,
            /** The server knows the token and denies it access to this repository. */
            FORBIDDEN
        }
    }

    /** The server says that the repository has moved. Only GitHub's API is trusted to say where to. */
    record Moved(String message) implements FetchOutcome {}

    /** The repository exceeds {@link Limits#diskBytes()} or {@link Limits#memoryBytes()}. */
    record TooLarge(String message) implements FetchOutcome {}

    /** The repository needs more memory than others leave free; the next fetch gets all of the memory. */
    record Crowded(String message) implements FetchOutcome {}

    /** The export exceeds {@link Limits#time()}. */
    record TooSlow(String message) implements FetchOutcome {}
}
