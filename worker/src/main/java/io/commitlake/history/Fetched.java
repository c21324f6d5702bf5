package io.commitlake.history;

import java.util.List;

/** What came of asking a server for commits. */
public sealed interface Fetched {
    /**
     * They are here.
     *
     * @param history of the head and of the frontiers that the server still has; the caller closes it
     * @param lost frontiers that the server no longer has: history was rewritten and collected
     */
    record Here(History history, List<String> lost) implements Fetched {}

    /** The server no longer has the head. */
    record Refused(String sha) implements Fetched {}

    /** There is no such repository, or not for this token. */
    record Gone(String words) implements Fetched {}

    /** The server withholds the repository for good, in its own words. */
    record Blocked(String words) implements Fetched {}

    /** The server didn't want to be asked so: another token, or the same later, may be given the commits. */
    record Declined(Reason reason, String words) implements Fetched {
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
    record Moved(String words) implements Fetched {}

    /** Past {@link Limits#diskBytes()} or {@link Limits#memoryBytes()}. */
    record TooLarge(String words) implements Fetched {}

    /** It takes more memory than its neighbours leave: fetched again it has all of it. */
    record Crowded(String words) implements Fetched {}

    /** Past {@link Limits#time()}. */
    record TooSlow(String words) implements Fetched {}
}
