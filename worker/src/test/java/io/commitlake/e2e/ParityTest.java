package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.Options;
import io.commitlake.sandbox.control.RequestKind;
import io.commitlake.sandbox.rest.DiffLimits;
import io.commitlake.testing.LooseObject;
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

/** Both sources of history export the same bytes. */
class ParityTest {
    private static final String[] ALL = {"2026-11-01"};

    @TempDir
    Path folder;

    /** Exports each snapshot in turn; returns the hashes of the files, by key. */
    private SortedMap<String, String> exported(Stack stack, String source, List<String> names, String... snapshots) {
        stack.into(folder.resolve(source)).set("COMMITLAKE_SOURCE", source);
        stack.track(names.toArray(String[]::new)).ended(0);
        stack.sandbox().resetRequests();
        for (String snapshot : snapshots) {
            stack.commitlake("run", "--snapshot", snapshot).ended(0);
        }
        return stack.commitTables();
    }

    private void assertExportedAlike(Stack stack, List<String> names, String... snapshots) {
        SortedMap<String, String> byGit = exported(stack, "git", names, snapshots);
        assertThat(byGit).isNotEmpty();
        assertThat(exported(stack, "api", names, snapshots)).isEqualTo(byGit);
    }

    private Path histories() throws IOException {
        return Files.createDirectory(folder.resolve("histories"));
    }

    @Test
    void renamesAreExportedAlike() {
        try (Stack stack = new Stack(folder, Stack.shipped())) {
            assertExportedAlike(stack, List.of("renames"), "2019-01-01", "2023-06-01", "2026-11-01");
        }
    }

    @Test
    void anUndoubtedHistoryIsExportedAlikeWithoutGit() {
        try (Stack stack = new Stack(folder, Stack.shipped())) {
            assertExportedAlike(stack, List.of("small"), "2019-01-01", "2023-06-01", "2026-11-01");
            assertThat(stack.sandbox().requests().of(RequestKind.GIT)).isZero();
            stack.oracle("small", 1001);
        }
    }

    @Test
    void anOddHistoryIsExportedAlike() {
        try (Stack stack = new Stack(folder, Stack.shared("histories"))) {
            assertExportedAlike(stack, List.of("odd"), "2019-06-01", "2020-06-01", "2026-11-01");
            stack.oracle("odd", 1004);
        }
    }

    private void assertMadeHistoriesExportedAlike(int count, boolean odd, UnaryOperator<Options> options)
            throws IOException {
        Path histories = histories();
        List<String> names = new ArrayList<>();
        for (int seed = 0; seed < count; seed++) {
            names.add("made-" + seed);
            MadeHistory.make(histories, names.getLast(), seed, 60, odd);
        }
        try (Stack stack = new Stack(folder, histories, options)) {
            assertExportedAlike(stack, names, "2017-08-01", "2017-09-01", "2026-11-01");
            for (int seed = 0; seed < count; seed++) {
                stack.oracleIfShared(names.get(seed), 1000 + seed);
            }
        }
    }

    @Test
    void mergesRenamesSubmodulesBinariesAndTypeChangesAreExportedAlike() throws IOException {
        assertMadeHistoriesExportedAlike(6, false, options -> options);
    }

    @Test
    void textsThatAreNotUtf8AndInvalidDatesAreExportedAlike() throws IOException {
        assertMadeHistoriesExportedAlike(6, true, options -> options);
    }

    @Test
    void diffsTooLargeForGitHubAreExportedAlike() throws IOException {
        assertMadeHistoriesExportedAlike(
                6, false, options -> options.withDiffLimits(new DiffLimits(20, 400, 60, 1200, 300)));
    }

    /** The branch moves back and forth; each export leaves out the commits that any earlier frontier reaches. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBranchThatMovesAnywhereIsExportedAlike(boolean odd) throws IOException {
        Path histories = histories();
        MadeHistory.make(histories, "moved", 11, 80, odd);
        Path repository = histories.resolve("moved.git");
        List<String> commits =
                Repo.git(repository, "rev-list", "--topo-order", "main").lines().toList();
        try (Stack stack = new Stack(folder, histories)) {
            SortedMap<String, String> byGit = moved(stack, "git", repository, commits);
            assertThat(moved(stack, "api", repository, commits)).isEqualTo(byGit);
            stack.oracle("moved", 1000);
        }
    }

    private SortedMap<String, String> moved(Stack stack, String source, Path repository, List<String> commits) {
        stack.into(folder.resolve(source)).set("COMMITLAKE_SOURCE", source);
        stack.track("moved").ended(0);
        for (int place : new int[] {60, 30, 70, 45, 12, 33, 8, 20, 5, 0}) {
            Repo.git(repository, "update-ref", "refs/heads/main", commits.get(place));
            stack.commitlake("run").ended(0);
        }
        return stack.commitTables();
    }

    @Test
    void aCommitOfFourThousandFilesIsExportedAlike() throws IOException {
        Path histories = histories();
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
        try (Stack stack = new Stack(folder, histories)) {
            assertExportedAlike(stack, List.of("wide"), ALL);
            assertThat(stack.sandbox().requests().of(RequestKind.GIT)).isPositive();
            stack.oracle("wide", 1000);
        }
    }

    @Test
    void headersThatGitNoLongerWritesAreExportedAlike() throws IOException {
        Path histories = histories();
        Repo repo = Repo.create(histories, "headers");
        String tip = repo.commit("2020-01-01T00:00:00Z", "root", "1\n");
        for (String headers : List.of(
                "encoding ISO-8859-1\nencoding UTF-8",
                "encoding UTF-8\nencoding ISO-8859-1",
                "encoding ISO-8859-1 ",
                "gpgsig -----BEGIN PGP SIGNATURE-----\n encoding ISO-8859-1\n -----END PGP SIGNATURE-----",
                "committer D <d@example.com> 1 +0000\nauthor B <7+b@users.noreply.github.com> 1 +0000")) {
            tip = LooseObject.commit(
                    repo.gitDir(), "caf\u00e9 \0 " + headers.length(), "1577923200 +0000\n" + headers, List.of(tip));
        }
        repo.branch("main", tip);
        try (Stack stack = new Stack(folder, histories)) {
            assertExportedAlike(stack, List.of("headers"), ALL);
            stack.oracle("headers", 1000);
            stack.commitlake("validate", "--all").ended(0);
        }
    }
}
