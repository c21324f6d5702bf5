package io.commitlake.history.git;

import io.commitlake.history.Deadline;
import io.commitlake.history.git.plumbing.PrintedOutput;
import java.time.Duration;
import java.util.List;

/** Reads what Git's processes print, as a history does, from bytes of a test's own. */
public final class GitStreams {
    public static final String SHA = "a".repeat(40);
    private static final int MAX_CHANGE_BYTES = 1 << 20;

    private GitStreams() {}

    /** Reads the commit {@link #SHA}, and the headers of all that follow. */
    public static void readCommits(byte[] output) {
        try (CommitReader reader = new CommitReader(PrintedOutput.of("cat-file", output))) {
            reader.next(SHA);
            while (reader.nextHeaders().isPresent()) {
                // read on
            }
        }
        try (CatFile reader = new CatFile(PrintedOutput.of("cat-file", output))) {
            reader.readCommit(SHA);
        }
    }

    /** Reads reached commits. */
    public static void readReached(byte[] output) {
        try (ReachableCommits reached = new ReachableCommits(PrintedOutput.of("rev-list", output))) {
            while (reached.next().isPresent()) {
                // read on
            }
        }
    }

    /** Reads the changes of the commit {@link #SHA}, and makes rows of them. */
    public static void readChanges(byte[] output) {
        try (TreeDiff diff = new TreeDiff(
                PrintedOutput.of("diff-tree", output), MAX_CHANGE_BYTES, Deadline.after(Duration.ofDays(1)))) {
            List<TreeDiff.Change> changes = diff.next(SHA);
            GitNewCommits.rows(changes.stream()
                    .map(change -> new LineCounts.Counted(
                            change, io.commitlake.history.lines.LineCount.NONE, java.util.OptionalLong.empty()))
                    .toList());
            diff.finish();
        }
    }

    /** Reads the lines of the blob {@link #SHA}. */
    public static void readBlobs(byte[] output) {
        try (CatFile blobs = new CatFile(PrintedOutput.of("cat-file", output))) {
            blobs.readLines(List.of(SHA));
        }
    }
}
