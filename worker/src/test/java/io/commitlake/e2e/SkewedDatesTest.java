package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.testing.LooseObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clocks go wrong: commits below a frontier may have dates long before their ancestors', or none. */
class SkewedDatesTest {
    @TempDir
    Path folder;

    private Repo repo;
    private Stack stack;

    @BeforeEach
    void serve() throws IOException {
        Path histories = Files.createDirectory(folder.resolve("histories"));
        repo = Repo.create(histories, "skewed");
        repo.addUnreachableMegabytes();
        stack = new Stack(folder, histories).into(folder.resolve("dataset"));
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    private String commit(String message, String date, String... parents) {
        return LooseObject.commit(repo.gitDir(), message, date, List.of(parents));
    }

    private void exportHead(String commit) {
        repo.branch("main", commit);
        stack.commitlake("run").ended(0);
    }

    @ParameterizedTest
    @CsvSource({
        "git, 946684800 +0000, false",
        "git, 0 +0000, true",
        "git, yesterday, false",
        "git, -7 +0000, true",
        "api, 946684800 +0000, false",
        "api, yesterday, true"
    })
    void noCommitIsExportedTwice(String source, String date, boolean cached) {
        String fork = commit("root", "1577836800 +0000");
        for (int i = 1; i < 4; i++) {
            fork = commit("before " + i, 1577836800 + i * 86_400 + " +0000", fork);
        }
        String frontier = fork;
        for (int i = 0; i < 10; i++) {
            frontier = commit("skewed " + i, date, frontier);
        }
        frontier = commit("frontier", "1672531200 +0000", frontier);
        String side = commit("side", "1600000000 +0000", fork);
        String tip = commit("tip", "1680000000 +0000", frontier, side);
        String after = commit("after", "1690000000 +0000", tip);
        repo.branch("main", frontier);
        stack.set("COMMITLAKE_SOURCE", source);
        if (cached) {
            stack.set("COMMITLAKE_CLONE_CACHE", folder.resolve("cache").toString());
        }
        stack.track("skewed").ended(0);
        exportHead(frontier);
        stack.oracle("skewed", 1000);
        exportHead(tip);
        stack.oracle("skewed", 1000);
        var whole = stack.commitTables();

        exportHead(fork);
        assertThat(stack.commitTables()).isEqualTo(whole);
        exportHead(after);
        stack.oracle("skewed", 1000);
        stack.commitlake("validate", "--all").ended(0);
    }
}
