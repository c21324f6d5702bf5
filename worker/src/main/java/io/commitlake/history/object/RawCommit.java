package io.commitlake.history.object;

import io.commitlake.model.commit.Commit;
import io.commitlake.model.commit.FileChange;
import io.commitlake.model.commit.Signature;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * A commit, parsed from the bytes of {@code git cat-file commit}, because Git's own formatting re-encodes messages and
 * changes odd dates.
 *
 * @param tree the SHA of the tree
 * @param parents the SHAs of the parents, in Git's order
 * @param author the person who wrote the change
 * @param committer the person who made the commit, with the commit's date
 * @param message the decoded message, without trailing newlines
 */
public record RawCommit(String tree, List<String> parents, Signature author, Signature committer, String message) {
    /** Parses an object's bytes, which don't include Git's header of type and size. */
    public static RawCommit parse(byte[] object) {
        return parse(object, true);
    }

    /** Parses the headers only; the message is empty. */
    public static RawCommit headers(byte[] object) {
        return parse(object, false);
    }

    private static RawCommit parse(byte[] object, boolean withMessage) {
        int end = endOfHeaders(object);
        List<String> parents = new ArrayList<>(2);
        String tree = "";
        String author = "";
        String committer = "";
        Optional<String> encoding = Optional.empty();
        boolean pastParents = false;
        int at = 0;
        while (at < end) {
            int next = at;
            while (next < end && object[next] != '\n') {
                next++;
            }
            // ISO 8859-1 maps every byte to a character, so the line keeps every byte.
            String line = new String(object, at, next - at, StandardCharsets.ISO_8859_1);
            int space = line.indexOf(' ');
            String value = space < 0 ? "" : line.substring(space + 1);
            String key = space < 0 ? line : line.substring(0, space);
            // Git reads parents only from the lines directly below the tree.
            pastParents |= at > 0 && !key.equals("parent");
            switch (key) {
                case "parent" -> {
                    if (!pastParents) {
                        parents.add(value);
                    }
                }
                case "tree" -> tree = tree.isEmpty() ? value : tree;
                case "author" -> author = author.isEmpty() ? value : author;
                case "committer" -> committer = committer.isEmpty() ? value : committer;
                case "encoding" -> encoding = encoding.or(() -> Optional.of(value)); // Git uses the first
                default -> {} // signatures, merged tags
            }
            at = next + 1;
        }
        Charset charset = encoding.map(GitText::encoding).orElse(StandardCharsets.UTF_8);
        return new RawCommit(
                tree,
                List.copyOf(parents),
                SignatureLine.parse(author, charset),
                SignatureLine.parse(committer, charset),
                withMessage ? message(object, end, charset) : "");
    }

    /** The committer's date in seconds since 1970; 0 if it is unreadable, negative or after 9999. */
    public long seconds() {
        return committer.at().getEpochSecond();
    }

    /**
     * Makes the commit of the dataset.
     *
     * @param userId finds the GitHub user ID for an e-mail
     * @param changes the changes against the first parent, in Git's order
     */
    public Commit commit(String sha, Function<String, OptionalLong> userId, List<FileChange> changes) {
        return new Commit(
                sha,
                tree,
                author,
                author.email().map(userId).orElse(OptionalLong.empty()),
                committer,
                committer.email().map(userId).orElse(OptionalLong.empty()),
                message,
                parents,
                changes);
    }

    private static int endOfHeaders(byte[] object) {
        for (int at = 0; at + 1 < object.length; at++) {
            if (object[at] == '\n' && object[at + 1] == '\n') {
                return at;
            }
        }
        return object.length;
    }

    private static String message(byte[] object, int headers, Charset encoding) {
        if (headers + 2 >= object.length) {
            return "";
        }
        String text = GitText.decoded(object, headers + 2, encoding);
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '\n') {
            end--;
        }
        return text.substring(0, end);
    }
}
