package io.commitlake.dataset;

import io.commitlake.model.Export;
import io.commitlake.model.commit.ChangeStatus;
import io.commitlake.model.commit.Commit;
import io.commitlake.model.commit.CommitMonth;
import io.commitlake.model.commit.FileChange;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Makes up commits for tests. */
public final class Histories {
    public static final String URL = "https://github.com/sandbox/small";
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
                    sha(10L * number + 3),
                    "to.md",
                    "to.md",
                    Optional.of("from.md"),
                    1,
                    0,
                    OptionalLong.of(99)));
            changes.add(new FileChange(
                    ChangeStatus.ADDED,
                    sha(10L * number + 4),
                    "vendor/lib",
                    "vendor%2Flib",
                    Optional.empty(),
                    1,
                    0,
                    OptionalLong.empty()));
        }
        return new Commit(
                sha(number),
                at,
                number % 2 == 0 ? OptionalLong.of(1_000_000 + number) : OptionalLong.empty(),
                "Message " + number + "\n\nwith ünïcode \uD83D\uDE00",
                number == 0 ? List.of() : List.of(sha(number - 1L)),
                changes);
    }

    public static FileChange change(ChangeStatus status, long sha, String path, long added, long deleted) {
        return new FileChange(
                status,
                sha(sha),
                path,
                path.replace("/", "%2F"),
                Optional.empty(),
                added,
                deleted,
                status == ChangeStatus.REMOVED ? OptionalLong.empty() : OptionalLong.of(sha * 7));
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
        try (MonthWriter month = new MonthWriter(new Export(1000, 0), MONTH, URL, folder)) {
            commits.forEach(month::write);
            return month.finish();
        }
    }
}
