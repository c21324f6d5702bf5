package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A damaged record of one repository stops neither the others nor the commands that look at all of them. */
class BadRecordTest {
    private OneRepository one;

    @BeforeEach
    void serve(@TempDir Path folder) {
        one = new OneRepository(folder);
        Repo other = Repo.create(one.histories(), "bolts");
        other.branch("main", other.commit("2020-01-01T00:00:00Z", "root", "1\n"));
        one.stack.sandbox().refresh();
        one.stack.track("bolts").ended(0);
        one.add("2022-01-01", "third");
    }

    @AfterEach
    void stop() {
        one.close();
    }

    @Test
    void damagedConditionsCountAsUnknownAndStopNoRepository() throws IOException {
        Path ledger = one.stack.dataset().resolve("_commitlake/ledger");
        Path group = Files.createDirectories(ledger.resolve("conditions")).resolve("group-" + 1000 % 64 + ".json");
        Path old = Files.createDirectories(ledger.resolve("standings")).resolve("1001.json");
        Files.writeString(group, "{}");
        Files.writeString(old, "{}");

        assertThat(one.stack.commitlake("run").ended(0).out()).contains("2 exported");
        assertThat(one.stack.commitlake("status").ended(0).out()).contains("repositories: 2");
    }

    @Test
    void statusNamesAnExportWhoseClaimIsDamaged() throws IOException {
        one.killBeforeOutcome("r", 1);
        Files.writeString(one.record("claims", 1), "{}");

        assertThat(one.stack.commitlake("status").ended(0).out()).contains("1000-1", "claims/1000/1.json");
    }
}
