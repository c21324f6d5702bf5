package io.commitlake.history.object;

import io.commitlake.history.EarlierExports;
import io.commitlake.model.ShaSet;
import io.commitlake.model.commit.CommitMonth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Finds out which commits earlier exports hold. Together, those exports hold everything that a held commit reaches. So
 * this goes from the newest month to the oldest, and reads a month only for commits that no held one of a newer month reaches.
 */
public final class HeldCommits {
    private HeldCommits() {}

    /**
     * Adds the held commits among the candidates to a set.
     *
     * @param addReached adds everything that some commits reach, themselves included, to the set; commits that aren't
     *     candidates don't matter
     */
    public static void addTo(
            ShaSet held, CommitIndex candidates, EarlierExports earlier, Consumer<List<String>> addReached) {
        int to = candidates.size();
        while (to > 0) {
            CommitMonth month = month(candidates, to - 1);
            List<String> open = new ArrayList<>();
            for (; to > 0 && month(candidates, to - 1).equals(month); to--) {
                String sha = candidates.sha(to - 1);
                if (!held.contains(sha)) {
                    open.add(sha);
                }
            }
            if (!open.isEmpty()) {
                Predicate<String> exported = earlier.in(month);
                open.removeIf(exported.negate());
                if (!open.isEmpty()) {
                    addReached.accept(open);
                }
            }
        }
    }

    private static CommitMonth month(CommitIndex candidates, int at) {
        return CommitMonth.of(Instant.ofEpochSecond(candidates.seconds(at)));
    }
}
