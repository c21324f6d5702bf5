package io.commitlake.scale;

import io.commitlake.scale.world.RateLimits;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one command took.
 *
 * @param phase when it ran
 * @param name the command's name
 * @param waitedMillis its wall time if processors were infinitely fast: what it waited for GitHub and the store
 * @param workedMillis its processor time, without that of Git
 * @param heapBytes the most memory that it held at one of several moments; 0 if that wasn't measured
 * @param counts requests, bytes and budgets, by kind
 */
record Step(
        String phase,
        String name,
        long waitedMillis,
        long workedMillis,
        long heapBytes,
        SortedMap<String, Long> counts) {
    private static final String IN_PROPORTION = ", in proportion";

    /** The same command for so many times as many repositories, if its cost is proportional to their number. */
    Step times(double times) {
        SortedMap<String, Long> more = new TreeMap<>();
        counts.forEach((kind, count) -> more.put(kind, Math.round(count * times)));
        return new Step(
                phase,
                name + IN_PROPORTION,
                Math.round(waitedMillis * times),
                Math.round(workedMillis * times),
                heapBytes,
                more);
    }

    long count(String kind) {
        return counts.getOrDefault(kind, 0L);
    }

    /** The number of requests to the store. */
    long storeRequests() {
        return puts() + gets() + count("store DELETE");
    }

    /** Requests that S3 charges as puts. */
    long puts() {
        return count("store PUT") + count("store LIST");
    }

    /** Requests that S3 charges as gets. */
    long gets() {
        return count("store GET") + count("store HEAD");
    }

    /** The number of requests to GitHub, among them those of Git; but not those that ask for budgets, which are free. */
    long githubRequests() {
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("github request: "))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    long bytes() {
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey().contains(" bytes "))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** The hours of one token that its budgets last: GitHub grants each of them by the hour or the minute. */
    double tokenHours() {
        return Math.max(
                Math.max(
                        (double) count("github budget core") / RateLimits.REST_AN_HOUR,
                        (double) count("github budget graphql") / RateLimits.POINTS_AN_HOUR),
                (double) count("github budget search") / (60 * RateLimits.SEARCHES_A_MINUTE));
    }

    /** The price of its requests to S3. */
    double dollars() {
        return Prices.requests(puts(), gets());
    }
}
