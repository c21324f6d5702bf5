package io.commitlake.history.git;

import io.commitlake.history.object.RawCommit;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Walks the commits of a small export and keeps them in memory. For an export of a few commits, this takes less time
 * than starting the processes that walk and read a large one.
 */
final class FewCommits {
    /** The most commits for which this is faster. */
    static final int MAX_COMMITS = 256;

    /** The most characters of all messages together. */
    private static final long MAX_CHARACTERS = 1 << 20;

    private FewCommits() {}

    /**
     * Reads the commits that a tip reaches, by SHA, but neither the excluded ones nor what only these reach.
     *
     * @return empty if there are more than {@code max} commits, if they are too large to keep, or if a commit is missing:
     *     {@code git rev-list} then says which one
     */
    static Optional<Map<String, RawCommit>> reachedBy(
            String tip, Predicate<String> excluded, ObjectReader objects, int max) {
        Map<String, RawCommit> reached = new HashMap<>();
        long characters = 0;
        Set<String> next = new LinkedHashSet<>(Set.of(tip));
        next.removeIf(excluded);
        while (!next.isEmpty()) {
            Set<String> parents = new LinkedHashSet<>();
            for (String sha : next) {
                if (reached.size() == max || characters > MAX_CHARACTERS) {
                    return Optional.empty();
                }
                Optional<RawCommit> commit = objects.readCommit(sha);
                if (commit.isEmpty()) {
                    return Optional.empty();
                }
                reached.put(sha, commit.get());
                characters += commit.get().message().length();
                parents.addAll(commit.get().parents());
            }
            parents.removeIf(parent -> reached.containsKey(parent) || excluded.test(parent));
            next = parents;
        }
        return Optional.of(reached);
    }
}
