package io.commitlake.sandbox.rest;

/**
 * The limits on diffs, from GitHub's "Limits for viewing content and diffs in a repository" and from a recorded
 * comparison. A file whose diff exceeds a file limit has 0 additions, 0 deletions and no patch. So do the file that
 * takes the total over a total limit and all files after it, whatever their status. A patch larger than
 * {@code patchBytes} is left out but keeps its counts (seen in that recording; GitHub documents no number).
 *
 * @param fileLines the lines of one file's diff
 * @param fileBytes the size of one file's diff, in bytes
 * @param allLines the total lines of all patches shown
 * @param allBytes the total size of all diffs in bytes, including those whose patch is left out
 * @param patchBytes the size of the largest patch shown, in bytes
 */
public record DiffLimits(int fileLines, int fileBytes, int allLines, int allBytes, int patchBytes) {
    public static final DiffLimits GITHUB = new DiffLimits(20_000, 500_000, 20_000, 1_000_000, 100_000);
}
