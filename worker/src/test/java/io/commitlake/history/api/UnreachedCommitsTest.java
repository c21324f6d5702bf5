package io.commitlake.history.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.history.Deadline;
import io.commitlake.model.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Uses a line of commits and an abandoned branch: 0 ← 1 ← 2 ← 3, and 0 ← side. */
class UnreachedCommitsTest {
    private final Map<String, Map<String, Object>> commits = new HashMap<>();
    private final Map<String, Map<String, Object>> comparisons = new HashMap<>();
    private final String zero = commit("0");
    private final String one = commit("1", zero);
    private final String two = commit("2", one);
    private final String three = commit("3", two);
    private final String side = commit("side", zero);

    private final Pages api = (remote, path) -> {
        String compared = path.substring("/compare/".length(), path.indexOf('?'));
        return new HistoryApi.Page(Json.tree(Json.write(comparisons.getOrDefault(compared, Map.of()))), 1);
    };

    private String commit(String message, String... parents) {
        MadeCommits.Made made = MadeCommits.commit(message, parents);
        commits.put(made.sha(), made.shown());
        return made.sha();
    }

    private void compared(String base, String head, int ahead, int behind, String... listed) {
        List<Object> shown = new ArrayList<>();
        Stream.of(listed).map(commits::get).forEach(shown::add);
        comparisons.put(base + "..." + head, Map.of("ahead_by", ahead, "behind_by", behind, "commits", shown));
    }

    private Map<String, ListedCommit> unreached(String head, String... frontiers) {
        return new UnreachedCommits(api, MadeCommits.REMOTE, Deadline.after(Duration.ofMinutes(1)))
                .find(
                        head,
                        List.of(frontiers),
                        CommitPages.compared(api, MadeCommits.REMOTE, frontiers[frontiers.length - 1], head));
    }

    @BeforeEach
    void compare() {
        compared(one, three, 2, 0, two, three);
        compared(side, one, 1, 1, one);
        compared(side, three, 3, 1, one, two, three);
        comparisons.put(side + "..." + two, Map.of("merge_base_commit", Map.of("sha", zero)));
    }

    @Test
    void commitsThatAFrontierReachesAreLeftOut() {
        assertThat(unreached(three, side, one)).containsOnlyKeys(two, three);
    }

    /** Otherwise the missing commits would never be exported. */
    @Test
    void aComparisonThatListsFewerCommitsThanItCountsIsUncertain() {
        compared(side, three, 3, 1, one, three);
        // GitHub says that the abandoned branch reaches a listed commit, so the comparison with it counts.
        comparisons.put(side + "..." + two, Map.of("merge_base_commit", Map.of("sha", two)));
        assertThatThrownBy(() -> unreached(three, side, one))
                .isInstanceOf(UncertainAnswerException.class)
                .hasMessageContaining("counts 3 new commits and lists 2");
        assertThatThrownBy(() -> unreached(three, side)).isInstanceOf(UncertainAnswerException.class);
    }
}
