package io.commitlake.dataset.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.dataset.CommitRow;
import io.commitlake.dataset.FileChangeRow;
import io.commitlake.dataset.Histories;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checks of single rows, with a parent that left {@code x} and removed {@code gone}. */
final class ChangeCheckTest {
    private static final Instant AT = Instant.parse("2024-02-01T00:00:00Z");
    private static final String PARENT = Histories.sha(1);
    private static final String CHILD = Histories.sha(2);
    private static final Version X = new Version("100644", 10);

    private final LeftVersions left = new LeftVersions();

    private record Version(String mode, long sha) {}

    private static Optional<Version> version(String text) {
        String[] parts = text.split(":", -1);
        return text.equals("none") ? Optional.empty() : Optional.of(new Version(parts[0], Long.parseLong(parts[1])));
    }

    private List<String> faults(String sha, List<String> parents, FileChangeRow... rows) {
        List<String> faults = new ArrayList<>();
        CommitRow commit = new CommitRow(
                1000,
                sha,
                OptionalLong.empty(),
                AT,
                "",
                rows.length,
                0,
                0,
                parents,
                "2024-02",
                Optional.empty(),
                Optional.empty(),
                AT,
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                Histories.sha(3));
        ChangeCheck check = new ChangeCheck(commit, left, (path, fault) -> faults.add(path + ": " + fault));
        for (FileChangeRow row : rows) {
            check.check(row);
        }
        check.finish();
        return faults;
    }

    private static FileChangeRow row(
            String sha,
            String status,
            String path,
            Optional<String> from,
            Optional<Version> before,
            Optional<Version> after,
            long parents) {
        return new FileChangeRow(
                1000,
                sha,
                Histories.sha(after.or(() -> before).orElseThrow().sha()),
                AT,
                path,
                Optional.empty(),
                status,
                0,
                0,
                0,
                "2024-02",
                from,
                before.map(version -> Histories.sha(version.sha())),
                after.map(Version::mode),
                before.map(Version::mode),
                false,
                parents);
    }

    private List<String> faultsOfChild(String status, String path, String from, String before, String after) {
        assertThat(faults(
                        PARENT,
                        List.of(),
                        row(PARENT, "added", "x", Optional.empty(), Optional.empty(), Optional.of(X), 0),
                        row(PARENT, "removed", "gone", Optional.empty(), Optional.of(X), Optional.empty(), 0)))
                .isEmpty();
        return faults(
                CHILD,
                List.of(PARENT),
                row(CHILD, status, path, Optional.ofNullable(from), version(before), version(after), 1));
    }

    @ParameterizedTest
    @CsvSource({
        "modified, x, , 100644:10, 100644:11",
        "modified, x, , 100644:10, 100755:10",
        "changed, x, , 100644:10, 120000:10",
        "changed, x, , 100644:10, 160000:11",
        "removed, x, , 100644:10, none",
        "renamed, y, x, 100644:10, 100755:10",
        "renamed, gone, x, 100644:10, 100644:10",
        "added, gone, , none, 100644:10",
        "modified, elsewhere, , 100664:12, 100644:12",
    })
    void aRowThatFitsItsParentHasNoFault(String status, String path, String from, String before, String after) {
        assertThat(faultsOfChild(status, path, from, before, after)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            modified | x    |   | 100644:10 | 100644:10 | x: status is modified, but the version before the change is the
            modified | x    |   | 100644:10 | 120000:11 | x: status is modified, and the mode goes from 100644 to 120000
            changed  | x    |   | 100644:10 | 100755:10 | x: status is changed, and the mode goes from 100644 to 100755
            modified | x    |   | 100644:12 | 100644:11 | x: the version before the change is 100644
            modified | x    |   | 100755:10 | 100644:11 | x: the version before the change is 100755
            removed  | x    |   | 100644:12 | none      | x: the version before the change is 100644
            removed  | gone |   | 100644:10 | none      | left no file at gone
            added    | x    |   | none      | 100644:11 | x: the version before the change is no file, but the parent
            renamed  | y    | x | 100644:12 | 100644:12 | y: the version before the change is 100644
            renamed  | x    | z | 100644:12 | 100644:12 | x: the version before the change is no file, but the parent
            """)
    void aRowThatContradictsItselfOrItsParentIsReported(
            String status, String path, String from, String before, String after, String fault) {
        assertThat(faultsOfChild(status, path, from, before, after))
                .singleElement()
                .asString()
                .contains(fault);
    }

    @Test
    void aParentThatIsNoLongerHeldIsNotCompared() {
        faults(PARENT, List.of(), row(PARENT, "added", "x", Optional.empty(), Optional.empty(), Optional.of(X), 0));
        for (int number = 0; number <= LeftVersions.MOST; number++) {
            String sha = Histories.sha(100 + number);
            faults(sha, List.of(), row(sha, "added", "y", Optional.empty(), Optional.empty(), Optional.of(X), 0));
        }

        assertThat(faultsOfChildOnly("added", "x", "none", "100644:11")).isEmpty();
    }

    private List<String> faultsOfChildOnly(String status, String path, String before, String after) {
        return faults(
                CHILD, List.of(PARENT), row(CHILD, status, path, Optional.empty(), version(before), version(after), 1));
    }
}
