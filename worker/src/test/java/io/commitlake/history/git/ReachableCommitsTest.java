package io.commitlake.history.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.history.NewCommits;
import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.testing.LooseObject;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares new commits with sets that are built from parents alone: committer dates must not matter. */
class ReachableCommitsTest {
    private static final List<String> ODD = List.of(
            "946684800 +0000", "0 +0000", "-5 +0000", "yesterday", "", "300000000000 +0000", "99999999999999 +0000");

    @TempDir
    Path folder;

    private BareRepository repository;
    private final Map<String, List<String>> parentsOf = new HashMap<>();

    @BeforeEach
    void create() {
        repository = Imported.empty(folder);
    }

    private String commit(String date, String... parents) {
        String sha = LooseObject.commit(repository.folder(), "commit " + parentsOf.size(), date, List.of(parents));
        parentsOf.put(sha, List.of(parents));
        return sha;
    }

    private Set<String> reachedBy(List<String> from) {
        Set<String> reached = new TreeSet<>();
        Deque<String> next = new ArrayDeque<>(from);
        while (!next.isEmpty()) {
            String sha = next.remove();
            if (reached.add(sha)) {
                next.addAll(parentsOf.getOrDefault(sha, List.of()));
            }
        }
        return reached;
    }

    private void assertNewCommitsAreUnreached(String tip, List<String> frontiers) {
        assertNewCommitsAreUnreached(new GitHistory(repository), tip, frontiers);
        assertNewCommitsAreUnreached(new GitHistory(repository, 0, Optional.empty()), tip, frontiers);
    }

    private void assertNewCommitsAreUnreached(GitHistory history, String tip, List<String> frontiers) {
        Set<String> expected = reachedBy(List.of(tip));
        Set<String> old = reachedBy(frontiers);
        expected.removeAll(old);

        assertThat(found(history.newCommits(tip, frontiers, Optional.empty()))).isEqualTo(expected);
        assertThat(history.reaches(frontiers, tip)).isEqualTo(old.contains(tip));
        // The same if GitHub has lost some of the frontiers or all.
        for (int lost = 1; lost <= frontiers.size(); lost++) {
            List<String> left = frontiers.subList(lost, frontiers.size());
            assertThat(found(history.newCommits(tip, left, Optional.of(month -> old::contains))))
                    .isEqualTo(expected);
        }
        assertIndependent(history, frontiers);
        List<String> independent = history.independent(frontiers);
        Set<String> both = new LinkedHashSet<>(independent);
        both.add(tip);
        Set<String> reached = new TreeSet<>(both);
        history.independent(List.copyOf(both)).forEach(reached::remove);
        assertIndependent(history, List.copyOf(both));
        assertThat(history.reachedAmong(tip, independent)).containsExactlyInAnyOrderElementsOf(reached);
    }

    private static Set<String> found(NewCommits found) {
        Set<String> shas = new TreeSet<>();
        try (NewCommits commits = found) {
            commits.spans()
                    .forEach(span ->
                            commits.read(span, email -> OptionalLong.empty(), commit -> shas.add(commit.sha())));
            assertThat(commits.size()).isEqualTo(shas.size());
        }
        return shas;
    }

    private void assertIndependent(GitHistory history, List<String> commits) {
        assertThat(history.independent(commits))
                .containsExactlyElementsOf(commits.stream()
                        .filter(sha -> commits.stream()
                                .noneMatch(other -> !other.equals(sha)
                                        && reachedBy(List.of(other)).contains(sha)))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void oddDatesBelowAFrontierHideNoReachedCommit(int odd) {
        String fork = commit("1577836800 +0000");
        for (int i = 1; i < 4; i++) {
            fork = commit(1577836800 + i * 86_400 + " +0000", fork);
        }
        String frontier = fork;
        for (int i = 0; i < 12; i++) {
            frontier = commit(ODD.get(odd), frontier);
        }
        frontier = commit("1672531200 +0000", frontier);
        String side = commit("1600000000 +0000", fork);
        String tip = commit("1680000000 +0000", frontier, side);

        assertNewCommitsAreUnreached(tip, List.of(frontier));
        assertNewCommitsAreUnreached(fork, List.of(frontier));
        assertNewCommitsAreUnreached(side, List.of(frontier));
        assertNewCommitsAreUnreached(frontier, List.of(tip));
        assertNewCommitsAreUnreached(tip, List.of(frontier, side));
        assertNewCommitsAreUnreached(tip, List.of());
    }

    /** Otherwise one lost frontier would cost all months of a long history. */
    @Test
    void onlyMonthsThatNoHeldCommitCoversAreRead() {
        String old = commit("1577836800 +0000"); // January 2020
        for (int month = 1; month < 12; month++) {
            old = commit(1577836800 + month * 31 * 86_400 + " +0000", old);
        }
        String tip = commit("1640995200 +0000", commit("1638316800 +0000", old)); // January 2022 and December 2021
        Set<String> held = reachedBy(List.of(old));
        List<String> months = new ArrayList<>();

        Set<String> found = found(new GitHistory(repository).newCommits(tip, List.of(), Optional.of(month -> {
            months.add(month.toString());
            return held::contains;
        })));

        assertThat(found).hasSize(2).doesNotContain(old);
        assertThat(months).containsExactly("2022-01", "2021-12", "2020-12");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void findsNewCommitsInRandomHistoriesWithRandomDates(long seed) {
        Random random = new Random(seed);
        List<String> commits = new ArrayList<>(List.of(commit("1577836800 +0000")));
        String date = "";
        for (int i = 1, run = 0; i < 120; i++, run--) {
            if (run <= 0) {
                run = 1 + random.nextInt(14);
                date = random.nextInt(3) == 0 ? ODD.get(random.nextInt(ODD.size())) : "";
            }
            String at = date.isEmpty() ? 1577836800 + random.nextInt(400) * 86_400L + " +0000" : date;
            // Most commits follow the newest one, which gives long lines with forks and merges.
            String parent = commits.get(Math.max(0, i - 1 - (random.nextInt(4) == 0 ? random.nextInt(20) : 0)));
            String other = commits.get(Math.max(0, i - 1 - random.nextInt(30)));
            commits.add(
                    random.nextInt(5) == 0 && !other.equals(parent) ? commit(at, parent, other) : commit(at, parent));
        }
        for (int i = 0; i < 6; i++) {
            List<String> frontiers = IntStream.rangeClosed(0, random.nextInt(3))
                    .mapToObj(any -> commits.get(random.nextInt(commits.size())))
                    .distinct()
                    .toList();
            assertNewCommitsAreUnreached(commits.get(commits.size() - 1 - random.nextInt(40)), frontiers);
        }
    }
}
