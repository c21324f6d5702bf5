package io.commitlake.sandbox.git;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A line of {@code git ls-tree -l}, or an entry of a tree object, which has no size.
 *
 * @param mode the mode as six digits
 * @param type {@code blob}, {@code tree} or {@code commit}
 * @param size the size of a blob in bytes
 */
public record TreeEntry(String mode, String type, String oid, OptionalLong size, GitPath path) {
    private static final int MODE_DIGITS = 6;
    private static final int SHA_BYTES = 20;

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

    /** The entry of a tree object with this name: each is {@code mode SP name NUL} and the 20 bytes of the SHA. */
    static Optional<TreeEntry> find(byte[] tree, byte[] name) {
        int from = 0;
        while (from < tree.length) {
            int space = indexOf(tree, (byte) ' ', from);
            int end = indexOf(tree, (byte) 0, space);
            if (Arrays.equals(tree, space + 1, end, name, 0, name.length)) {
                String mode = "0".repeat(from + MODE_DIGITS - space)
                        + new String(tree, from, space - from, StandardCharsets.ISO_8859_1);
                String oid = HexFormat.of().formatHex(tree, end + 1, end + 1 + SHA_BYTES);
                GitPath path = new GitPath(new String(name, StandardCharsets.ISO_8859_1));
                return Optional.of(new TreeEntry(mode, type(mode), oid, OptionalLong.empty(), path));
            }
            from = end + 1 + SHA_BYTES;
        }
        return Optional.empty();
    }

    private static int indexOf(byte[] tree, byte wanted, int from) {
        int at = from;
        while (tree[at] != wanted) {
            at++;
        }
        return at;
    }

    private static String type(String mode) {
        return switch (mode) {
            case "040000" -> "tree";
            case "160000" -> "commit";
            default -> "blob";
        };
    }
}
