package io.commitlake.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.job.RepositoryStatus;
import io.commitlake.job.RepositoryStatus.Group;
import io.commitlake.job.Status;
import io.commitlake.model.Tip;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The table of {@code status} fits the terminal and, of many repositories, shows those to look at. */
class StatusTableTest {
    private static final Instant AT = Instant.parse("2024-11-01T00:00:00Z");

    private final List<String> lines = new ArrayList<>();

    private static RepositoryStatus repository(long id, String name, Group group, String why) {
        return new RepositoryStatus(id, name, group, Optional.of(new Tip("ab".repeat(20), AT)), Optional.of(AT), why);
    }

    private void end(StatusTable table) {
        table.end(new Status.Result(
                "file:/d",
                1,
                1,
                Optional.of(AT),
                List.of(),
                List.of(),
                Optional.empty(),
                Map.of(),
                List.of(),
                List.of()));
    }

    @Test
    void everyLineFitsATerminalOf80Columns() {
        StatusTable table = new StatusTable(lines::add, OptionalInt.of(80), true);
        table.add(repository(1, "owner/" + "n".repeat(60), Group.UP_TO_DATE, ""));
        table.add(repository(2, "owner/short", Group.FAILING, "words ".repeat(40) + "x".repeat(200)));
        end(table);

        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(lines).contains("owner/" + "n".repeat(60));
        assertThat(lines.get(3))
                .isEqualTo("owner/short                          failing     abababa  2024-11-01  2024-11-01");
    }

    @Test
    void theColumnOfNamesIsAsWideAsTheLongestOfThem() {
        StatusTable table = new StatusTable(lines::add, OptionalInt.of(200), false);
        table.add(repository(1, "owner/short", Group.UP_TO_DATE, ""));
        table.add(repository(2, "owner/longer", Group.FAILING, ""));
        end(table);

        assertThat(lines)
                .contains("owner/longer  failing     abababa  2024-11-01  2024-11-01")
                .contains("owner/short   up to date  abababa  2024-11-01  2024-11-01");
    }

    @Test
    void withoutATerminalAMessageIsOneLine() {
        String message = "words ".repeat(40).strip();
        StatusTable table = new StatusTable(lines::add, OptionalInt.empty(), true);
        table.add(repository(2, "owner/short", Group.FAILING, message));

        assertThat(lines).contains("  " + message);
    }

    @Test
    void ofManyOnlyThoseToLookAtAreShown() {
        StatusTable table = new StatusTable(lines::add, OptionalInt.of(80), false);
        for (int id = 1; id <= 100_000; id++) {
            table.add(repository(id, "owner/r" + id, id % 100 == 0 ? Group.FAILING : Group.UP_TO_DATE, ""));
        }
        end(table);

        assertThat(lines.stream().filter(line -> line.startsWith("owner/")))
                .hasSize(200)
                .allSatisfy(line -> assertThat(line).contains("failing"));
        assertThat(lines).contains("... and 800 more: see them with --failing");
    }

    @Test
    void aMessageCannotMoveTheCursor() {
        StatusTable table = new StatusTable(lines::add, OptionalInt.of(80), true);
        table.add(repository(1, "owner/name", Group.FAILING, "a\u001b[2Jb\nc\u202ed"));

        assertThat(lines).contains("  a [2Jb c d");
    }

    @Test
    void aCsvFieldIsQuotedAndIsNoFormula() {
        StatusCsv csv = new StatusCsv(lines::add);
        csv.add(repository(1, "owner/name", Group.FAILING, "=cmd(\"x\"), and more"));

        assertThat(lines.getLast()).endsWith(",\"'=cmd(\"\"x\"\"), and more\"");
    }
}
