package io.commitlake.simulation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Some kinds of requests, which one simulation disturbs more than the others. Each kind is among them with the same
 * probability.
 */
final class RequestKinds {
    private final Random random;
    private final double share;
    private final List<String> words;
    private final Map<String, Boolean> drawn = new HashMap<>();

    RequestKinds(Random random, double share) {
        this(random, share, List.of(""));
    }

    private RequestKinds(Random random, double share, List<String> words) {
        this.random = random;
        this.share = share;
        this.words = words;
    }

    /** The kinds of requests that have one of these words. */
    static RequestKinds of(Random random, String... words) {
        return new RequestKinds(random, 1, List.of(words));
    }

    boolean isEmpty() {
        return share == 0;
    }

    /**
     * Whether a request is of one of these kinds.
     *
     * @param request an operation and its object, such as "put _commitlake/ledger/claims/1/0.json". Its kind is all before
     *     the first digit
     */
    boolean contains(String request) {
        return !isEmpty()
                && drawn.computeIfAbsent(
                        kind(request), kind -> words.stream().anyMatch(kind::contains) && random.nextDouble() < share);
    }

    private static String kind(String request) {
        int end = 0;
        while (end < request.length() && !Character.isDigit(request.charAt(end))) {
            end++;
        }
        return request.substring(0, end);
    }
}
