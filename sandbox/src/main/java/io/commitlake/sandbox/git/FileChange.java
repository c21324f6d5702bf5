package io.commitlake.sandbox.git;

import java.util.Optional;

/**
 * The change of one file between two trees.
 *
 * @param status Git's status letter: A, M, D, R or T
 * @param oid the object after the change, or the removed one
 * @param path the path after the change, or the removed one
 * @param previous the former path of a renamed file
 * @param additions the lines added; 0 for a binary file
 * @param deletions the lines deleted; 0 for a binary file
 * @param patch the hunks without a trailing newline; empty if Git shows none (a binary file, a mode change, a pure
 *     rename)
 * @param patchBytes the size of this file's whole diff, in bytes
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
