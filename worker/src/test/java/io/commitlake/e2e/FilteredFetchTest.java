package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.control.RequestKind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A later export fetches only what its diffs read, and its rows are those of a fetch of everything. */
class FilteredFetchTest {
    private static final String NOW = "2026-11-01";

    /** How far below the branch's end each export's head is. */
    private static final List<Integer> STEPS = List.of(60, 59, 40, 12, 11, 10, 0);

    /** The requests of one fetch: what the server can do, and the objects. */
    private static final long FETCH = 2;

    @TempDir
    Path folder;

    private Path histories;
    private Stack stack;
    private Relay relay;

    @BeforeEach
    void serve() throws IOException {
        histories = Files.createDirectory(folder.resolve("histories"));
        stack = new Stack(folder, histories).set("COMMITLAKE_SOURCE", "git");
        relay = new Relay(URI.create(stack.sandbox().environment().get("GITHUB_SERVER_URL")));
        stack.set("GITHUB_SERVER_URL", relay.address().toString());
    }

    @AfterEach
    void stop() {
        relay.close();
        stack.close();
    }

    /** Serves a shipped history, or a made one. */
    private Repo history(String name) {
        Repo repo = new Repo(histories.resolve(name + ".git"));
        if (name.equals("renames")) {
            String bundle = Stack.shipped().resolve(name + ".bundle").toString();
            Repo.git(folder, "clone", "-q", "--bare", bundle, repo.gitDir().toString());
        } else {
            MadeHistory.make(histories, name, 7, 120, name.equals("odd"));
            repo.addUnreachableMegabytes();
        }
        Repo.git(repo.gitDir(), "branch", "-q", "whole", "main");
        stack.sandbox().refresh();
        return repo;
    }

    /** Exports each step into a new dataset; returns the bytes of each export's answers from Git. */
    private List<Long> export(Repo repo, String dataset) {
        String name = String.valueOf(repo.gitDir().getFileName()).replace(".git", "");
        stack.into(folder.resolve(dataset)).track(name).ended(0);
        List<Long> bytes = new ArrayList<>();
        for (int step : STEPS) {
            repo.branch(
                    "main",
                    Repo.git(repo.gitDir(), "rev-parse", "whole~" + step).strip());
            long before = relay.passed();
            stack.sandbox().resetRequests();
            stack.commitlake("run", "--snapshot", NOW).ended(0);
            bytes.add(relay.passed() - before);
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(strings = {"renames", "made", "odd"})
    void itsRowsAreThoseOfAFetchOfEverything(String name) {
        Repo repo = history(name);
        List<Long> filtered = export(repo, "filtered");
        assertThat(stack.sandbox().requests().of(RequestKind.GIT)).isEqualTo(3 * FETCH);
        stack.oracle(name, 1000);
        SortedMap<String, String> rows = stack.commitTables();

        // The server refuses every filter.
        Repo.git(repo.gitDir(), "config", "uploadpackfilter.allow", "false");
        List<Long> whole = export(repo, "whole");
        assertThat(stack.commitTables()).isNotEmpty().isEqualTo(rows);
        System.out.printf("%s: %s bytes by filtered fetches, %s by whole ones%n", name, filtered, whole);
        if (name.equals("renames")) {
            for (int step = 1; step < STEPS.size(); step++) {
                assertThat(filtered.get(step)).isLessThan(whole.get(step) / 3);
            }
        }
    }

    @Test
    void aServerThatSendsNoSingleObjectsSendsTheWholeHistory() {
        Repo repo = history("made");
        export(repo, "filtered");
        SortedMap<String, String> rows = stack.commitTables();

        Repo.git(repo.gitDir(), "config", "uploadpackfilter.blob:none.allow", "false");
        export(repo, "whole");
        assertThat(stack.commitTables()).isEqualTo(rows);
        stack.oracle("made", 1000);
    }

    @Test
    void manyNewCommitsAreFetchedAsAWhole() {
        Repo repo = Repo.create(histories, "many");
        repo.addUnreachableMegabytes();
        StringBuilder commits = new StringBuilder();
        for (int i = 1; i <= 1100; i++) {
            commits.append(
                    "commit refs/heads/whole\ncommitter C <c@d> %d +0000\ndata 0\nM 100644 inline f\ndata 5\n%05d\n"
                            .formatted(1_600_000_000 + i, i));
        }
        repo.fastImport(commits.toString());
        repo.branch("main", Repo.git(repo.gitDir(), "rev-parse", "whole~1050").strip());
        stack.sandbox().refresh();
        stack.into(folder.resolve("dataset")).track("many").ended(0);
        stack.commitlake("run", "--snapshot", NOW).ended(0);
        repo.branch("main", Repo.git(repo.gitDir(), "rev-parse", "whole").strip());
        stack.sandbox().resetRequests();

        stack.commitlake("run", "--snapshot", NOW).ended(0);

        assertThat(stack.sandbox().requests().of(RequestKind.GIT)).isEqualTo(2 * FETCH);
        stack.oracle("many", 1000);
    }
}
