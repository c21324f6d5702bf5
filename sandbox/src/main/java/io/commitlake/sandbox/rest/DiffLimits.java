package io.commitlake.sandbox.rest;

/**
 * How much of a diff is shown, as GitHub's "Limits for viewing content and diffs in a repository" has it, and a recorded comparison:
 * a file whose diff is over a file's limit has 0 additions, 0 deletions and no patch; from the file that brings the whole over its
 * limit all that follow, of whatever status, are without too. A patch over {@code patchBytes} alone is left out, its counts stay
 * (seen in that recording; GitHub names no number).
 *
 * @param fileLines lines of one file's diff
 * @param fileBytes size of one file's diff
 * @param allLines lines of all patches that are shown
 * @param allBytes size of all diffs, those whose patch is left out too
 * @param patchBytes size of a patch that is still shown
 */
public record DiffLimits(int fileLines, int fileBytes, int allLines, int allBytes, int patchBytes) {
    public static final DiffLimits GITHUB = new DiffLimits(20_000, 500_000, 20_000, 1_000_000, 100_000);
}
