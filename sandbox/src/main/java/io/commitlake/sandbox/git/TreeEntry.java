package io.commitlake.sandbox.git;

import java.util.OptionalLong;

/**
 * A line of {@code git ls-tree -l}: the mode as six digits, the type {@code blob}, {@code tree} or {@code commit}, and
 * the size of a blob in bytes.
 */
public record TreeEntry(String mode, String type, String oid, OptionalLong size, GitPath path) {

    static TreeEntry parse(String line) {
        int tab = line.indexOf('\t');
        String[] words = line.substring(0, tab).split(" +", 4);
        return new TreeEntry(
                words[0],
                words[1],
                words[2],
                words[3].equals("-") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(words[3])),
                new GitPath(line.substring(tab + 1)));
    }
}
