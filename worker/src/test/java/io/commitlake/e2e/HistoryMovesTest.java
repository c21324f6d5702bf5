package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.testing.TestLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

@ParameterizedClass
@CsvSource({"DATASET, auto", "POSTGRES, git"})
class HistoryMovesTest {
    private final TestLedger home;
    private final String source;

    private Stack stack;
    private Repo repo;

    HistoryMovesTest(TestLedger home, String source) {
        this.home = home;
        this.source = source;
    }

    @BeforeEach
    void serve(@TempDir Path folder) throws IOException {
        Path histories = Files.createDirectory(folder.resolve("histories"));
        repo = Repo.create(histories, "moves");
        repo.addUnreachableMegabytes();
        String root = repo.commit("2020-01-01T00:00:00Z", "root", "1\n");
        repo.branch("main", repo.commit("2020-02-01T00:00:00Z", "second", "2\n", root));
        stack = new Stack(folder, histories).set("COMMITLAKE_SOURCE", source);
        home.settings().forEach(stack::set);
        stack.commitlake("track", "sandbox/moves").ended(0);
        stack.commitlake("run").ended(0);
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    private String head() {
        return Repo.git(repo.gitDir(), "rev-parse", "main").strip();
    }

    private void run(String... oracle) {
        stack.commitlake("run").ended(0);
        stack.oracle("moves", 1000, oracle);
    }

    @Test
    void aBranchMergedLateLosesNothing() {
        String main = head();
        String side = repo.commit("2019-05-05T00:00:00Z", "side", "s\n", main + "~1");
        repo.branch("main", repo.commit("2020-03-01T00:00:00Z", "merge", "m\n", main, side));

        run();
    }

    @Test
    void aFoxtrotMergeDuplicatesNothing() {
        String main = head();
        String side = repo.commit("2020-02-15T00:00:00Z", "side", "s\n", main);
        String other = repo.commit("2020-02-16T00:00:00Z", "other", "o\n", main);
        repo.branch("main", other);
        run();
        repo.branch("main", repo.commit("2020-03-01T00:00:00Z", "merge", "m\n", side, other));

        run();
    }

    @Test
    void aBranchMovedBackAndForthEqualsGit() {
        String main = head();
        repo.branch("main", Repo.git(repo.gitDir(), "rev-parse", "main~1").strip());
        run("--allow-extra-commits");
        stack.commitlake("validate", "--all").ended(0);
        repo.branch("main", main);

        run();
    }

    @Test
    void aForcePushToASiblingKeepsTheExportedCommits() {
        String sibling = repo.commit("2020-02-20T00:00:00Z", "sibling", "x\n", head() + "~1");
        repo.branch("main", sibling);
        Repo.git(repo.gitDir(), "reflog", "expire", "--expire=now", "--all");
        Repo.git(repo.gitDir(), "gc", "-q", "--prune=now");

        run("--allow-extra-commits");
        repo.branch("main", repo.commit("2020-03-20T00:00:00Z", "after", "y\n", sibling));
        run("--allow-extra-commits");
        stack.commitlake("validate", "--all").ended(0);
    }

    @Test
    void aBranchRenamedBetweenPlanAndExtractChangesNothing() {
        repo.branch("main", repo.commit("2020-03-01T00:00:00Z", "third", "3\n", head()));
        stack.commitlake("plan", "--snapshot", "2021-01-01", "--run", "r").ended(0);
        Repo.git(repo.gitDir(), "branch", "-m", "main", "trunk");
        Repo.git(repo.gitDir(), "symbolic-ref", "HEAD", "refs/heads/trunk");

        stack.commitlake("extract", "--snapshot", "2021-01-01", "--run", "r", "--shard", "0")
                .ended(0);
        stack.commitlake("merge", "--snapshot", "2021-01-01", "--run", "r").ended(0);
        stack.oracle("moves", 1000);
    }

    @Test
    void aStalePlanDoesNotSetTheRepositoryBack() {
        repo.branch("main", repo.commit("2020-03-01T00:00:00Z", "third", "3\n", head()));
        stack.commitlake("plan", "--snapshot", "2021-01-01", "--run", "stale").ended(0);
        repo.branch("main", repo.commit("2020-04-01T00:00:00Z", "fourth", "4\n", head()));
        stack.commitlake("run").ended(0);
        repo.branch("main", repo.commit("2020-05-01T00:00:00Z", "fifth", "5\n", head()));
        stack.commitlake("run").ended(0);
        var before = stack.commitTables();

        stack.commitlake("extract", "--snapshot", "2021-01-01", "--run", "stale", "--shard", "0")
                .ended(0);
        stack.commitlake("merge", "--snapshot", "2021-01-01", "--run", "stale").ended(0);

        assertThat(stack.commitTables()).isEqualTo(before);
        stack.oracle("moves", 1000);
    }
}
