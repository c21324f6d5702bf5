package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names change hands between plan and extract: Git fetches by name, but the ID says which repository is meant. */
class AnotherNameTest {
    private OneRepository one;

    @BeforeEach
    void serve(@TempDir Path folder) {
        one = new OneRepository(folder);
        one.add("2022-01-01", "third");
    }

    @AfterEach
    void stop() {
        one.close();
    }

    /** Renames the repository, so that the planned name leads nowhere. */
    private void rename() {
        one.gitHubShows(Map.of("fullName", "acme/hammers"));
    }

    /** Renames the repository and gives the planned name to another one. */
    private void renameAndReplace() {
        Repo other = Repo.create(one.histories(), "sledges");
        other.branch("main", other.commit("2021-01-01T00:00:00Z", "other", "o\n"));
        one.gitHubShowsAll(
                Map.of("anvils", Map.of("fullName", "acme/hammers"), "sledges", Map.of("fullName", "sandbox/anvils")));
    }

    private void exportPlanned(String run) {
        assertThat(one.extract(run).ended(0).out()).contains("1 exported");
        one.step("merge", run).ended(0);
        one.step("validate", run).ended(0);
    }

    @Test
    void aRepositoryThatLeftItsNameIsNotGone() {
        one.plan("r");
        rename();

        exportPlanned("r");
        assertThat(one.stack.commitlake("status").ended(0).out()).doesNotContain("gone");
        assertThat(one.filesOf(1)).hasSize(3);
        one.export("next");
        assertThat(one.nameInRow()).isEqualTo("acme/hammers");
    }

    @Test
    void aNameTakenByAnotherRepositoryStillLeadsToThePlannedOne() {
        one.plan("r");
        renameAndReplace();

        exportPlanned("r");
        assertThat(one.filesOf(1)).hasSize(3);
        one.export("next");
        assertThat(one.nameInRow()).isEqualTo("acme/hammers");
    }

    @Test
    void aChangeOfNameDoesNotVoidAClaim() {
        one.killBeforeOutcome("killed", 1);
        one.plan("r");
        renameAndReplace();

        exportPlanned("r");
        assertThat(one.outcome(1)).contains("complete");
        assertThat(one.filesOf(2)).isEmpty();
    }

    @Test
    void mergingAnOldRunAgainKeepsTheNewName() {
        one.gitHubShows(Map.of("fullName", "acme/hammers"));
        one.export("old");
        one.gitHubShows(Map.of("fullName", "acme/mallets"));
        one.add("2022-02-01", "fourth");
        one.export("new");

        one.step("merge", "old").ended(0);
        assertThat(one.nameInRow()).isEqualTo("acme/mallets");
    }
}
