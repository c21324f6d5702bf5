package io.commitlake.github.tokens;

import java.util.Arrays;
import java.util.Optional;

/** What GitHub limits apart. */
public enum Resource {
    /** REST but for search: 5,000 an hour for a token, 60 without one. */
    CORE("core", 10, 900),
    /** REST's search: 30 a minute for a token, 10 without one. */
    SEARCH("search", 4, 900),
    /** GraphQL: 5,000 points an hour for a token; nothing without one. */
    GRAPHQL("graphql", 10, 2000),
    /** git over https: no budget is said, 429 says when it was too much. */
    GIT("git", 20, 900);

    private static final int FETCHES_AFTER_LIMITS = 4;

    private final String word;
    private final int atOnce;
    private final int aMinute;

    Resource(String word, int atOnce, int aMinute) {
        this.word = word;
        this.atOnce = atOnce;
        this.aMinute = aMinute;
    }

    /** GitHub's word for it in {@code x-ratelimit-resource}. */
    public String word() {
        return word;
    }

    /** By GitHub's word; empty for those that nobody here asks for. */
    public static Optional<Resource> of(String word) {
        return Arrays.stream(values())
                .filter(resource -> resource.word.equals(word))
                .findFirst();
    }

    /** Requests of one token at once, well below the 100 that GitHub allows: several processes may share a token. */
    int atOnce() {
        return atOnce;
    }

    /**
     * The same after so many secondary limits in a row: one goes ahead of the others. A fetch may take hours, so that
     * those that come after it don't wait for one of them.
     */
    int atOnceAfter(int limits) {
        if (limits == 0) {
            return atOnce;
        }
        return this == GIT ? Math.max(FETCHES_AFTER_LIMITS, atOnce >> limits) : 1;
    }

    /** Requests of one token begun in any minute: GitHub's points for it, at one point a request. */
    int aMinute() {
        return aMinute;
    }

    boolean hasBudget() {
        return this != GIT;
    }

    /** GraphQL needs a token. */
    boolean takesAnonymous() {
        return this != GRAPHQL;
    }
}
