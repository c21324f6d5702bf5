package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names change and repositories vanish; an ID identifies one repository for good. */
class IdentityTest {
    private Path histories;
    private Stack stack;
    private Repo repo;

    @BeforeEach
    void serve(@TempDir Path folder) throws IOException {
        histories = Files.createDirectory(folder.resolve("histories"));
        repo = Repo.create(histories, "anvils");
        repo.branch("main", repo.commit("2020-01-01T00:00:00Z", "root", "1\n"));
        stack = new Stack(folder, histories).into(folder.resolve("dataset"));
        stack.track("anvils").ended(0);
        stack.commitlake("run").ended(0);
        repo.branch("main", repo.commit("2020-02-01T00:00:00Z", "second", "2\n", head()));
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    private String head() {
        return Repo.git(repo.gitDir(), "rev-parse", "main").strip();
    }

    private void gitHubShows(Map<String, Object> anvils) throws IOException {
        Files.write(histories.resolve("repositories.json"), Json.write(Map.of("anvils", anvils)));
        stack.sandbox().refresh();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRenamedOrMovedRepositoryIsExportedUnderItsNewName(boolean token) throws IOException {
        if (!token) {
            stack.set("GITHUB_TOKENS", "");
        }
        gitHubShows(Map.of("fullName", "acme/hammers", "formerNames", new String[] {"sandbox/anvils"}));

        stack.removeDataset();
        stack.track("anvils").ended(0); // by its former name
        stack.commitlake("run").ended(0);
        stack.oracleOf("anvils", 1000, "acme/hammers");

        gitHubShows(Map.of("fullName", "acme/mallets", "formerNames", new String[] {"acme/hammers", "sandbox/anvils"}));
        repo.branch("main", repo.commit("2020-03-01T00:00:00Z", "third", "3\n", head()));
        assertThat(stack.commitlake("run").ended(0).out()).contains("1 commit,");
        stack.commitlake("validate", "--all").ended(0);
        assertThat(stack.track("anvils").ended(0).out()).contains("0 added, 1 already tracked");
        assertThat(stack.commitlake("run").ended(0).out()).contains("nothing to do");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRepositoryRenamedBetweenPlanAndExtractIsFetchedUnderItsNewName(boolean token) throws IOException {
        if (!token) {
            stack.set("GITHUB_TOKENS", "");
        }
        String[] run = {"--snapshot", "2021-01-01", "--run", "r"};
        stack.set("COMMITLAKE_SOURCE", "git").commitlake("plan", run[0], run[1], run[2], run[3]);
        gitHubShows(Map.of("fullName", "acme/hammers", "formerNames", new String[] {"sandbox/anvils"}));

        assertThat(stack.commitlake("extract", run[0], run[1], run[2], run[3], "--shard", "0")
                        .ended(0)
                        .out())
                .contains("1 commit,");
        stack.commitlake("merge", run[0], run[1], run[2], run[3]).ended(0);
        stack.commitlake("validate", "--all").ended(0);
    }

    @ParameterizedTest
    @CsvSource({"gone,true", "gone,false", "blocked,true", "blocked,false", "suspended,true", "suspended,false"})
    void anUnavailableRepositoryHasANamedOutcomeAndIsTriedAgain(String availability, boolean token) throws IOException {
        if (!token) {
            stack.set("GITHUB_TOKENS", "");
        }
        String outcome = availability.equals("suspended") ? "blocked" : availability;
        gitHubShows(Map.of("standing", availability));

        assertThat(stack.commitlake("run").ended(0).out()).contains("1 " + outcome);
        assertThat(stack.commitlake("status").ended(0).out()).contains(outcome).contains("1000");
        assertThat(stack.commitlake("run").ended(0).out()).contains("1 " + outcome);

        gitHubShows(Map.of());
        assertThat(stack.commitlake("run").ended(0).out()).doesNotContain(outcome);
        stack.oracle("anvils", 1000);
        assertThat(stack.commitlake("status").ended(0).out()).doesNotContain(outcome);
    }

    @Test
    void aRepositoryRecreatedUnderTheSameNameIsAnotherOne() throws IOException {
        gitHubShows(Map.of("id", 4711));

        assertThat(stack.commitlake("run").ended(0).out()).contains("1 gone");
        assertThat(stack.track("anvils").ended(0).out()).contains("1 added, 0 already tracked");
        stack.commitlake("run").ended(0);
        stack.oracle("anvils", 4711);
        stack.commitlake("validate", "--all").ended(0);
    }

    @Test
    void aRepositoryThatLosesItsCommitsIsEmptyAndKeepsItsExportedFiles() throws IOException {
        var before = stack.commitTables();
        Repo.git(repo.gitDir(), "update-ref", "-d", "refs/heads/main");
        stack.sandbox().refresh();

        assertThat(stack.commitlake("run").ended(0).out()).contains("1 empty");
        assertThat(stack.commitTables()).isEqualTo(before);
    }
}
