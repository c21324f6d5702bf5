package io.commitlake.dataset;

import io.commitlake.model.Export;
import io.commitlake.model.People;
import io.commitlake.model.commit.ChangeStatus;
import io.commitlake.model.commit.Commit;
import io.commitlake.model.commit.CommitMonth;
import io.commitlake.model.commit.FileChange;
import io.commitlake.model.commit.FileVersion;
import io.commitlake.model.commit.Signature;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Makes up commits for tests. */
public final class Histories {
    public static final String URL = "https://github.com/sandbox/small";
    public static final String FILE = "100644";
    public static final String SUBMODULE = "160000";
    static final CommitMonth MONTH = CommitMonth.parse("2024-02");
    static final Instant START = Instant.parse("2024-02-01T00:00:00Z");

    private Histories() {}

    public static String sha(long number) {
        return String.format("%08x", number * 0x9E3779B1L & 0xffffffffL).repeat(5);
    }

    /** A child of commit {@code number - 1}. Every third commit has changes of all kinds. */
    public static Commit commit(int number, Instant at) {
        List<FileChange> changes = new ArrayList<>();
        changes.add(change(ChangeStatus.ADDED, 10L * number, "src/a" + number + ".tar.gz", 3, 0));
        if (number % 3 == 0) {
            changes.add(change(ChangeStatus.MODIFIED, 10L * number + 1, "Makefile", 2, 1));
            changes.add(change(ChangeStatus.REMOVED, 10L * number + 2, "src/ä ö.py", 0, 7));
            changes.add(new FileChange(
                    ChangeStatus.RENAMED,
                    Optional.of(new FileVersion(FILE, sha(10L * number + 5))),
                    Optional.of(new FileVersion("100755", sha(10L * number + 3))),
                    "to.md",
                    "to.md",
                    Optional.of("from.md"),
                    false,
                    1,
                    0,
                    OptionalLong.of(99)));
            changes.add(new FileChange(
                    ChangeStatus.ADDED,
                    Optional.empty(),
                    Optional.of(new FileVersion(SUBMODULE, sha(10L * number + 4))),
                    "vendor/lib",
                    "vendor%2Flib",
                    Optional.empty(),
                    false,
                    1,
                    0,
                    OptionalLong.empty()));
        }
        return commit(
                number,
                at,
                "Message " + number + "\n\nwith ünïcode \uD83D\uDE00",
                number == 0 ? List.of() : List.of(sha(number - 1L)),
                changes);
    }

    /** A commit whose people GitHub knows if its number is even. */
    public static Commit commit(
            long number, Instant at, String message, List<String> parents, List<FileChange> changes) {
        boolean known = number % 2 == 0;
        return new Commit(
                sha(number),
                sha(number + 500_000),
                new Signature(
                        Optional.of("Ann Ü. Thor"),
                        Optional.of("Ann@Example.org"),
                        at.minusSeconds(60),
                        OptionalLong.of(-210)),
                known ? OptionalLong.of(1_000_000 + number) : OptionalLong.empty(),
                new Signature(
                        known ? Optional.of("Com") : Optional.empty(), Optional.empty(), at, OptionalLong.empty()),
                known ? OptionalLong.of(2_000_000 + number) : OptionalLong.empty(),
                message,
                parents,
                changes);
    }

    public static FileChange change(ChangeStatus status, long sha, String path, long added, long deleted) {
        return new FileChange(
                status,
                before(status, status == ChangeStatus.CHANGED ? SUBMODULE : FILE, sha + 100_000),
                after(status, FILE, sha),
                path,
                path.replace("/", "%2F"),
                Optional.empty(),
                false,
                added,
                deleted,
                status == ChangeStatus.REMOVED ? OptionalLong.empty() : OptionalLong.of(sha * 7));
    }

    /** The version before a change of this status. */
    public static Optional<FileVersion> before(ChangeStatus status, String mode, long sha) {
        return status == ChangeStatus.ADDED ? Optional.empty() : Optional.of(new FileVersion(mode, sha(sha)));
    }

    /** The version after a change of this status. */
    public static Optional<FileVersion> after(ChangeStatus status, String mode, long sha) {
        return status == ChangeStatus.REMOVED ? Optional.empty() : Optional.of(new FileVersion(mode, sha(sha)));
    }

    /** Commits that are a minute apart, from the start of {@link #MONTH}. */
    public static List<Commit> commits(int count) {
        List<Commit> commits = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            commits.add(commit(number, START.plusSeconds(number * 60L)));
        }
        return commits;
    }

    public static List<WrittenFile> write(Path folder, List<Commit> commits) {
        try (MonthWriter month = new MonthWriter(new Export(1000, 0), MONTH, URL, People.CLEAR, folder)) {
            commits.forEach(month::write);
            return month.finish();
        }
    }
}
