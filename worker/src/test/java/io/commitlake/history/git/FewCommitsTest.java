package io.commitlake.history.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.history.object.RawCommit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link ReachableCommitsTest} compares which commits the walk finds. */
class FewCommitsTest {
    @TempDir
    Path folder;

    private Imported imported;

    @BeforeEach
    void importFiveCommits() throws IOException {
        imported = Imported.of(folder, Collections.nCopies(5, ""));
    }

    private Optional<Map<String, RawCommit>> reached(Set<String> excluded, int max) {
        try (ObjectReader objects = new ObjectReader(imported.repository())) {
            return FewCommits.reachedBy(imported.shas().getLast(), excluded::contains, objects, max);
        }
    }

    @Test
    void moreCommitsThanTheLimitAreNotKept() {
        assertThat(reached(Set.of(), 4)).isEmpty();
        assertThat(reached(Set.of(), 5))
                .hasValueSatisfying(commits -> assertThat(commits).containsOnlyKeys(imported.shas()));
    }

    @Test
    void theWalkEndsAtAnExcludedCommit() {
        List<String> shas = imported.shas();

        assertThat(reached(Set.of(shas.get(2)), 2))
                .hasValueSatisfying(commits -> assertThat(commits).containsOnlyKeys(shas.get(3), shas.get(4)));
        assertThat(reached(Set.of(shas.getLast()), 2))
                .hasValueSatisfying(commits -> assertThat(commits).isEmpty());
    }
}
