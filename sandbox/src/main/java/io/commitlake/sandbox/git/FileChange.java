package io.commitlake.sandbox.git;

import java.util.Optional;

/**
 * What became of one file between two trees.
 *
 * @param status git's letter: A, M, D, R or T
 * @param oid of the object after the change, or of the one that was removed
 * @param previous where it was, if it was renamed
 * @param additions lines, 0 for a binary file
 * @param deletions lines, 0 for a binary file
 * @param patch its hunks without a newline at the end; empty where git shows none (a binary file, a mode, a mere rename)
 * @param patchBytes the size of the whole diff of this file
 */
public record FileChange(
        char status,
        String oid,
        GitPath path,
        Optional<GitPath> previous,
        long additions,
        long deletions,
        Optional<String> patch,
        int patchBytes) {}
