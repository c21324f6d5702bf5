package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.Options;
import io.commitlake.sandbox.control.RequestKind;
import io.commitlake.sandbox.rest.DiffLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two ways to history give the same bytes. */
class ParityTest {
    private static final String[] WHOLE = {"2026-11-01"};

    @TempDir
    Path folder;

    /** The files that some exports, one a snapshot, come to. */
    private SortedMap<String, String> exported(House house, String source, List<String> names, String... snapshots) {
        house.into(folder.resolve(source)).set("COMMITLAKE_SOURCE", source);
        house.track(names.toArray(String[]::new)).ended(0);
        house.sandbox().resetRequests();
        for (String snapshot : snapshots) {
            house.commitlake("run", "--snapshot", snapshot).ended(0);
        }
        return house.commitTables();
    }

    private void bothGiveTheSame(House house, List<String> names, String... snapshots) {
        SortedMap<String, String> byGit = exported(house, "git", names, snapshots);
        assertThat(byGit).isNotEmpty();
        assertThat(exported(house, "api", names, snapshots)).isEqualTo(byGit);
    }

    private Path made() throws IOException {
        return Files.createDirectory(folder.resolve("histories"));
    }

    @Test
    void ofAHistoryOfRenames() {
        try (House house = new House(folder, House.shipped())) {
            bothGiveTheSame(house, List.of("renames"), "2019-01-01", "2023-06-01", "2026-11-01");
        }
    }

    @Test
    void ofOneInNoDoubtWithoutAWordFromGit() {
        try (House house = new House(folder, House.shipped())) {
            bothGiveTheSame(house, List.of("small"), "2019-01-01", "2023-06-01", "2026-11-01");
            assertThat(house.sandbox().requests().of(RequestKind.GIT)).isZero();
            house.oracle("small", 1001);
        }
    }

    @Test
    void ofAnOddHistory() {
        try (House house = new House(folder, House.shared("histories"))) {
            bothGiveTheSame(house, List.of("odd"), "2019-06-01", "2020-06-01", "2026-11-01");
            house.oracle("odd", 1004);
        }
    }

    private void ofMadeHistories(int count, boolean odd, UnaryOperator<Options> options) throws IOException {
        Path histories = made();
        List<String> names = new ArrayList<>();
        for (int seed = 0; seed < count; seed++) {
            names.add("made-" + seed);
            MadeHistory.make(histories, names.getLast(), seed, 60, odd);
        }
        try (House house = new House(folder, histories, options)) {
            bothGiveTheSame(house, names, "2017-08-01", "2017-09-01", "2026-11-01");
            for (int seed = 0; seed < count; seed++) {
                house.oracleIfThere(names.get(seed), 1000 + seed);
            }
        }
    }

    @Test
    void ofMergesRenamesSubmodulesBinariesAndChangesOfType() throws IOException {
        ofMadeHistories(6, false, options -> options);
    }

    @Test
    void ofTextsThatAreNotUtf8AndDatesThatAreNone() throws IOException {
        ofMadeHistories(6, true, options -> options);
    }

    @Test
    void ofDiffsThatGitHubTakesForTooLarge() throws IOException {
        ofMadeHistories(6, false, options -> options.withDiffLimits(new DiffLimits(20, 400, 60, 1200, 300)));
    }

    /** Merged late, set back, set elsewhere: what each of many frontiers reaches is to be left out. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofABranchThatIsSetAnywhere(boolean odd) throws IOException {
        Path histories = made();
        MadeHistory.make(histories, "moved", 11, 80, odd);
        Path repository = histories.resolve("moved.git");
        List<String> commits =
                Repo.git(repository, "rev-list", "--topo-order", "main").lines().toList();
        try (House house = new House(folder, histories)) {
            SortedMap<String, String> byGit = moved(house, "git", repository, commits);
            assertThat(moved(house, "api", repository, commits)).isEqualTo(byGit);
            house.oracle("moved", 1000);
        }
    }

    private SortedMap<String, String> moved(House house, String source, Path repository, List<String> commits) {
        house.into(folder.resolve(source)).set("COMMITLAKE_SOURCE", source);
        house.track("moved").ended(0);
        for (int place : new int[] {60, 30, 70, 45, 12, 33, 8, 20, 5, 0}) {
            Repo.git(repository, "update-ref", "refs/heads/main", commits.get(place));
            house.commitlake("run").ended(0);
        }
        return house.commitTables();
    }

    @Test
    void ofACommitOfFourThousandFiles() throws IOException {
        Path histories = made();
        Repo repo = Repo.create(histories, "wide");
        String root = repo.commit("2020-01-01T00:00:00Z", "root", "1\n");
        String blob = Repo.git(repo.gitDir(), "rev-parse", root + ":root").strip();
        StringBuilder index = new StringBuilder();
        for (int file = 0; file < 4000; file++) {
            index.append("100644 ")
                    .append(blob)
                    .append("\tfolder/")
                    .append(file)
                    .append('\n');
        }
        String wide = repo.commitOf("2020-02-01T00:00:00Z", index.toString(), root);
        repo.branch("main", repo.commit("2020-03-01T00:00:00Z", "last", "3\n", wide));
        try (House house = new House(folder, histories)) {
            bothGiveTheSame(house, List.of("wide"), WHOLE);
            assertThat(house.sandbox().requests().of(RequestKind.GIT)).isPositive();
            house.oracle("wide", 1000);
        }
    }
}
