package io.commitlake.history.api;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The estimated cost of both sources, in seconds. This alone decides which source is cheaper.
 *
 * <p>Git takes one second to start and fetches 5,000 kilobytes a second. A first export fetches all that the head
 * reaches, estimated as the repository's size on GitHub's disk. A later one fetches all commits, about a quarter of that
 * size (between 8 % and 39 % of eight histories), and what is new, about 20 kilobytes for each commit; it fetches three
 * times, which takes half a second more. If the clone cache holds the repository, Git fetches only what is new. An
 * unknown size counts as 50,000 kilobytes.
 *
 * <p>The API takes a request for each new commit, one more for every hundred commits to list them, five for every
 * fifty commits for the versions of their files, and one for each frontier but the last. If the dataset keeps file
 * contents, the API takes one request more, and one for every twenty commits: a request reads up to 100 texts, and eight
 * histories have between two and eight new blobs for each commit. Binary and large files take more, which this leaves
 * out. Because several run at once, a
 * request takes a tenth of a second. An export may spend a quarter of the requests that the tokens have left this hour,
 * because other repositories need them too.
 *
 * <p>One request tells how many commits are new. Git is chosen without it for a first export that Git fetches in six
 * seconds, which the API could hardly beat, and if a quarter of the requests left doesn't suffice for one commit.
 *
 * @param commits the number of new commits, as far as one request tells
 * @param frontiers the number of frontiers that the head is compared with
 * @param kilobytes the repository's size; empty if unknown
 * @param cached whether the clone cache holds the repository
 * @param contents whether the dataset keeps file contents
 * @param left the requests that all tokens have left; empty if unknown
 */
record SourceEstimate(
        long commits, int frontiers, OptionalLong kilobytes, boolean cached, boolean contents, OptionalLong left) {
    private static final long KILOBYTES_PER_SECOND = 5_000;
    private static final long UNKNOWN_KILOBYTES = 50_000;
    private static final long KILOBYTES_PER_COMMIT = 20;
    private static final long COMMITS_SHARE = 4;
    private static final double FETCHES_SECONDS = 0.5;
    private static final double SECONDS_PER_REQUEST = 0.1;
    private static final int BUDGET_DIVISOR = 4;
    private static final long FIRST_EXPORT_KILOBYTES = 25_000;

    /** The reason to choose Git without knowing how many commits are new, for the log; empty if there is none. */
    static Optional<String> gitReason(
            int frontiers, OptionalLong kilobytes, boolean cached, boolean contents, OptionalLong left) {
        if (left.orElse(Long.MAX_VALUE) / BUDGET_DIVISOR < requests(1, 1, contents)) {
            return Optional.of("git: the tokens have " + left.getAsLong() + " requests left");
        }
        boolean small = kilobytes.orElse(UNKNOWN_KILOBYTES) <= FIRST_EXPORT_KILOBYTES;
        return frontiers == 0 && (small || cached)
                ? Optional.of("git: a first export of " + kilobytes.orElse(UNKNOWN_KILOBYTES) + " kB"
                        + (cached ? ", cached" : ""))
                : Optional.empty();
    }

    boolean apiIsCheaper() {
        return requests() <= left.orElse(Long.MAX_VALUE) / BUDGET_DIVISOR && apiSeconds() < gitSeconds();
    }

    long requests() {
        return requests(commits, frontiers, contents);
    }

    private static long requests(long commits, int frontiers, boolean contents) {
        return commits
                + (commits + 99) / 100
                + 5 * ((commits + 49) / 50)
                + Math.max(0, frontiers - 1)
                + (contents ? 1 + (commits + 19) / 20 : 0);
    }

    double apiSeconds() {
        return requests() * SECONDS_PER_REQUEST;
    }

    double gitSeconds() {
        long all = kilobytes.orElse(UNKNOWN_KILOBYTES);
        double whole = seconds(all);
        if (frontiers == 0 && !cached) {
            return whole;
        }
        long added = commits * KILOBYTES_PER_COMMIT;
        return Math.min(whole, cached ? seconds(added) : FETCHES_SECONDS + seconds(all / COMMITS_SHARE + added));
    }

    private static double seconds(long kilobytes) {
        return 1.0 + (double) kilobytes / KILOBYTES_PER_SECOND;
    }

    /** The choice and the reason for it, for the log. */
    String reason() {
        return "%s: %d new commits take about %d requests of %s left and %.1f s from the API, %.1f s from Git (%s%s)"
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
