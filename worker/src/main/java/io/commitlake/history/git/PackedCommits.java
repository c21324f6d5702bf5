package io.commitlake.history.git;

import io.commitlake.history.object.RawCommit;
import io.commitlake.model.ShaSet;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Walks commits in this process, which reads each of them once. {@code git rev-list} and {@code git cat-file} read each one
 * twice, and send it through a pipe.
 */
final class PackedCommits {
    private PackedCommits() {}

    /**
     * Passes on each commit that a tip reaches, in any order, but neither the excluded ones nor what only these reach.
     * Follows every parent, whatever the dates say.
     *
     * @return false if a commit is missing or can't be parsed: Git then says which one. What was passed on until then is
     *     not all
     */
    static boolean walk(
            String tip, Predicate<String> excluded, ObjectReader objects, BiConsumer<String, RawCommit> each) {
        ShaSet reached = new ShaSet();
        Deque<String> next = new ArrayDeque<>();
        if (!excluded.test(tip)) {
            reached.add(tip);
            next.add(tip);
        }
        while (!next.isEmpty()) {
            String sha = next.removeLast();
            Optional<RawCommit> commit = objects.readPackedCommit(sha);
            if (commit.isEmpty()) {
                return false;
            }
            each.accept(sha, commit.get());
            for (String parent : commit.get().parents()) {
                if (!excluded.test(parent) && reached.add(parent)) {
                    next.add(parent);
                }
            }
        }
        return true;
    }
}
