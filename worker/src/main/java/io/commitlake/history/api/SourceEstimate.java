package io.commitlake.history.api;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the two sources would cost, in seconds, and which is the cheaper: the one place where that is decided.
 *
 * <p>git: a second to begin, and the kilobytes to fetch at 5,000 a second. That is all that GitHub's disk holds of the
 * repository, for git fetches what head and frontiers reach; of one that the clone cache holds it is what is new,
 * taken for 20 kilobytes a commit. A size that wasn't seen counts as 50,000.
 *
 * <p>The API: a request for each new commit, for each hundred of them one to list them and five for sizes, and one for
 * each frontier but the last; a tenth of a second each, for some go at once. It may spend a quarter of what the tokens
 * have left of their hour, for other repositories need them too.
 *
 * <p>Where one request would have to tell how many commits are new, git is taken without it: for a first export that
 * git fetches in six seconds, which the API could hardly better, and where the tokens have so little left that not even
 * one commit would be within a quarter of it.
 *
 * @param commits that are new, as far as one request tells
 * @param frontiers that they are compared with
 * @param kilobytes of the repository
 * @param cached whether the clone cache holds it
 * @param left of all tokens' requests; empty where nobody knows yet
 */
record SourceEstimate(long commits, int frontiers, OptionalLong kilobytes, boolean cached, OptionalLong left) {
    private static final long KILOBYTES_A_SECOND = 5_000;
    private static final long UNSEEN_KILOBYTES = 50_000;
    private static final long KILOBYTES_A_COMMIT = 20;
    private static final double SECONDS_A_REQUEST = 0.1;
    private static final int SHARE = 4;
    private static final long FIRST_BY_GIT_KILOBYTES = 25_000;
    private static final long FEWEST_REQUESTS = 7;

    /** The reason for git, for a log, where there is one without knowing how many commits are new. */
    static Optional<String> gitUntold(int frontiers, OptionalLong kilobytes, boolean cached, OptionalLong left) {
        if (left.orElse(Long.MAX_VALUE) / SHARE < FEWEST_REQUESTS) {
            return Optional.of("git: the tokens have " + left.getAsLong() + " requests left");
        }
        boolean small = kilobytes.orElse(UNSEEN_KILOBYTES) <= FIRST_BY_GIT_KILOBYTES;
        return frontiers == 0 && (small || cached)
                ? Optional.of("git: a first export of " + kilobytes.orElse(UNSEEN_KILOBYTES) + " kB"
                        + (cached ? ", cached" : ""))
                : Optional.empty();
    }

    boolean apiIsCheaper() {
        return requests() <= left.orElse(Long.MAX_VALUE) / SHARE && apiSeconds() < gitSeconds();
    }

    long requests() {
        return commits + 6 * ((commits + 99) / 100) + Math.max(0, frontiers - 1);
    }

    double apiSeconds() {
        return requests() * SECONDS_A_REQUEST;
    }

    double gitSeconds() {
        long all = kilobytes.orElse(UNSEEN_KILOBYTES);
        return 1.0 + (double) (cached ? Math.min(all, commits * KILOBYTES_A_COMMIT) : all) / KILOBYTES_A_SECOND;
    }

    /** The reason, for a log. */
    String words() {
        return "%s: %d new commits take about %d requests of %s left and %.1f s by the API, %.1f s by git (%s%s)"
                .formatted(
                        apiIsCheaper() ? "api" : "git",
                        commits,
                        requests(),
                        left.isPresent() ? Long.toString(left.getAsLong()) : "an unknown number",
                        apiSeconds(),
                        gitSeconds(),
                        kilobytes.isPresent() ? kilobytes.getAsLong() + " kB" : "of unknown size",
                        cached ? ", cached" : "");
    }
}
