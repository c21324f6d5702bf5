package io.commitlake.history;

import java.util.List;

/** What came of asking a server for commits. */
public sealed interface FetchOutcome {
    /**
     * They are here.
     *
     * @param history of the head and of the frontiers that the server still has; the caller closes it
     * @param lost frontiers that the server no longer has: history was rewritten and collected
     */
    record Here(History history, List<String> lost) implements FetchOutcome {}

    /** The server no longer has the head. */
    record Refused(String sha) implements FetchOutcome {}

    /** There is no such repository, or not for this token. */
    record Gone(String words) implements FetchOutcome {}

    /** The server withholds the repository for good, in its own words. */
    record Blocked(String words) implements FetchOutcome {}

    /** The server didn't want to be asked so: another token, or the same later, may be given the commits. */
    record Declined(Reason reason, String words) implements FetchOutcome {
        /** Why a server declines. */
        public enum Reason {
            /** It was asked too often. */
            LIMITED,
            /** It doesn't know the token. */
            UNAUTHORIZED,
            /** It knows the token and doesn't let it in here. */
            FORBIDDEN
        }
    }

    /** The server answers that it is to be had elsewhere: where that is only GitHub's API may say. */
    record Moved(String words) implements FetchOutcome {}

    /** Past {@link Limits#diskBytes()} or {@link Limits#memoryBytes()}. */
    record TooLarge(String words) implements FetchOutcome {}

    /** It takes more memory than its neighbours leave: fetched again it has all of it. */
    record Crowded(String words) implements FetchOutcome {}

    /** Past {@link Limits#time()}. */
    record TooSlow(String words) implements FetchOutcome {}
}
