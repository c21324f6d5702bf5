package io.commitlake.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Records refuse values that an attacker might plant in the dataset, and the message has the value. */
class RefusedValuesTest {
    private static final String URL = "https://github.com/o/r";
    private static final Tip TIP = new Tip("a".repeat(40), Instant.EPOCH);
    private static final Export EXPORT = new Export(1, 0);

    private static void assertRefused(String value, Runnable create) {
        assertThatThrownBy(create::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(value);
    }

    private static Assignment assignment(long id, String nodeId, String fullName, String url) {
        return new Assignment(
                id, nodeId, fullName, url, Optional.empty(), OptionalLong.empty(), 0, 0, Optional.empty());
    }

    private static Claim claim(
            List<String> frontiers, List<String> reached, Map<String, Long> lost, String url, String source) {
        return new Claim(EXPORT, TIP, frontiers, Optional.of(reached), lost, url, source, "1");
    }

    @Test
    void plansRefuseInvalidValues() {
        assignment(7, "", "7", URL);
        assertRefused("-7", () -> assignment(-7, "R_1", "o/r", URL));
        assertRefused("R_1\n", () -> assignment(7, "R_1\n", "o/r", URL));
        assertRefused("o/r/../x", () -> assignment(7, "R_1", "o/r/../x", URL));
        assertRefused("\u001b[2J/r", () -> assignment(7, "R_1", "\u001b[2J/r", URL));
        assertRefused("@evil.example/o/r", () -> assignment(7, "R_1", "o/r", "@evil.example/o/r"));
        assertRefused("../../claims/1", () -> new RunPlan.ShardEntry(0, "", 1, "../../claims/1"));
        assertRefused("4096", () -> new RunPlan.ShardEntry(4096, "", 1, "a".repeat(64)));
        assertRefused("..", () -> new RunPlan.Identity(1, "R_1", "o/..", Optional.empty(), 0));
        assertRefused("-3", () -> new RunPlan.Identity(1, "R_1", "o/r", Optional.empty(), -3));
    }

    @Test
    void ledgerRecordsRefuseInvalidValues() {
        assertRefused("--upload-pack=x", () -> claim(List.of("--upload-pack=x"), List.of(), Map.of(), URL, "git"));
        assertRefused("--exec=x", () -> claim(List.of(), List.of("--exec=x"), Map.of(), URL, "git"));
        assertRefused("--exec=x", () -> claim(List.of(), List.of(), Map.of("--exec=x", 1L), URL, "git"));
        assertRefused("--upload-pack=x", () -> new Tip("--upload-pack=x", Instant.EPOCH));
        assertRefused(".evil.example/o/r", () -> claim(List.of(), List.of(), Map.of(), ".evil.example/o/r", "git"));
        assertRefused("svn", () -> claim(List.of(), List.of(), Map.of(), URL, "svn"));
        assertRefused("../x", () -> new DataFile("commits/x", 1, 1, "../x"));
        assertRefused("-1", () -> new Outcome.Complete(-1, List.of()));
        assertRefused(
                "-5",
                () -> new RepositoryCondition(
                        -5,
                        RepositoryCondition.Condition.GONE,
                        "",
                        List.of("r"),
                        OptionalLong.empty(),
                        Instant.EPOCH,
                        Optional.empty()));
    }

    @Test
    void rowsRefuseInvalidValues() {
        assertRefused(
                "--o/r",
                () -> new Repository(
                        1,
                        Instant.EPOCH,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("--o/r"),
                        OptionalLong.empty()));
        assertRefused(
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
