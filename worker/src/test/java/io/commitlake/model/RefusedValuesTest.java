package io.commitlake.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Values that a dataset's writer may plant: each is refused where it is read, with the value in the message. */
class RefusedValuesTest {
    private static final String URL = "https://github.com/o/r";
    private static final Tip TIP = new Tip("a".repeat(40), Instant.EPOCH);
    private static final Export EXPORT = new Export(1, 0);

    private static void refused(String value, Runnable made) {
        assertThatThrownBy(made::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(value);
    }

    private static Assignment assignment(long id, String nodeId, String fullName, String url) {
        return new Assignment(
                id, nodeId, fullName, url, Optional.empty(), OptionalLong.empty(), 0, 0, Optional.empty());
    }

    @Test
    void ofAPlan() {
        assignment(7, "", "7", URL);
        refused("-7", () -> assignment(-7, "R_1", "o/r", URL));
        refused("R_1\n", () -> assignment(7, "R_1\n", "o/r", URL));
        refused("o/r/../x", () -> assignment(7, "R_1", "o/r/../x", URL));
        refused("\u001b[2J/r", () -> assignment(7, "R_1", "\u001b[2J/r", URL));
        refused("@evil.example/o/r", () -> assignment(7, "R_1", "o/r", "@evil.example/o/r"));
        refused("../../claims/1", () -> new RunPlan.ShardEntry(0, "", 1, "../../claims/1"));
        refused("4096", () -> new RunPlan.ShardEntry(4096, "", 1, "a".repeat(64)));
        refused("..", () -> new RunPlan.Identity(1, "R_1", "o/..", Optional.empty(), 0));
        refused("-3", () -> new RunPlan.Identity(1, "R_1", "o/r", Optional.empty(), -3));
    }

    @Test
    void ofTheLedger() {
        refused("--upload-pack=x", () -> new Claim(EXPORT, TIP, List.of("--upload-pack=x"), URL, "git", "1"));
        refused("--upload-pack=x", () -> new Tip("--upload-pack=x", Instant.EPOCH));
        refused(".evil.example/o/r", () -> new Claim(EXPORT, TIP, List.of(), ".evil.example/o/r", "git", "1"));
        refused("svn", () -> new Claim(EXPORT, TIP, List.of(), URL, "svn", "1"));
        refused("../x", () -> new DataFile("commits/x", 1, 1, "../x"));
        refused("-1", () -> new Outcome.Complete(-1, List.of()));
        refused(
                "-5",
                () -> new Standing(-5, Standing.Condition.GONE, "", List.of("r"), OptionalLong.empty(), Instant.EPOCH));
    }

    @Test
    void ofARow() {
        refused(
                "--o/r",
                () -> new Repository(
                        1,
                        Instant.EPOCH,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("--o/r"),
                        OptionalLong.empty()));
        refused(
                "R 1",
                () -> new Repository(
                        1,
                        Instant.EPOCH,
                        Optional.empty(),
                        Optional.of("R 1"),
                        Optional.empty(),
                        OptionalLong.empty()));
    }
}
