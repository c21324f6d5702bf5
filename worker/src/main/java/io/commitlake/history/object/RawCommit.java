package io.commitlake.history.object;

import io.commitlake.model.Sha;
import io.commitlake.model.commit.Commit;
import io.commitlake.model.commit.FileChange;
import io.commitlake.model.commit.Signature;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * A commit, parsed from the bytes of {@code git cat-file commit}, because Git's own formatting re-encodes messages and
 * changes odd dates.
 *
 * <p>The tree and the parents are those that Git follows (its {@code parse_commit_buffer}): the tree is in the first
 * line, and the parents are in the lines after it. Git accepts SHAs in upper case, and ignores a later tree or parent.
 *
 * @param tree the SHA of the tree, in lower case
 * @param parents the SHAs of the parents, in lower case and in Git's order
 * @param author the person who wrote the change
 * @param committer the person who made the commit, with the commit's date
 * @param message the decoded message, without trailing newlines
 */
public record RawCommit(String tree, List<String> parents, Signature author, Signature committer, String message) {
    private static final String TREE = "tree ";
    private static final String PARENT = "parent ";

    /** The length of a parent's line: Git doesn't look for one in fewer bytes. */
    private static final int PARENT_LINE = PARENT.length() + Sha.DIGITS + 1;

    /**
     * Parses an object's bytes, which don't include Git's header of type and size.
     *
     * @throws IllegalArgumentException if Git can't parse the object either
     */
    public static RawCommit parse(byte[] object) {
        return parse(object, true);
    }

    /** As {@link #parse}, without the message, which is empty. */
    public static RawCommit headers(byte[] object) {
        return parse(object, false);
    }

    private static RawCommit parse(byte[] object, boolean withMessage) {
        int end = endOfHeaders(object);
        List<String> parents = new ArrayList<>(2);
        String tree = "";
        boolean parentsEnd = false;
        String author = "";
        String committer = "";
        Optional<String> encoding = Optional.empty();
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
            if (at == 0) {
                tree = sha(TREE, line);
            } else {
                parentsEnd |= !line.startsWith(PARENT) || object.length - at < PARENT_LINE;
                if (!parentsEnd) {
                    parents.add(sha(PARENT, line));
                }
            }
            switch (space < 0 ? line : line.substring(0, space)) {
                case "author" -> author = author.isEmpty() ? value : author;
                case "committer" -> committer = committer.isEmpty() ? value : committer;
                case "encoding" -> encoding = encoding.or(() -> Optional.of(value)); // Git uses the first
                default -> {} // the tree, parents, signatures, merged tags
            }
            at = next + 1;
        }
        if (tree.isEmpty()) {
            throw new IllegalArgumentException("a commit object that doesn't start with a tree");
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

    private static String sha(String name, String line) {
        String sha = line.substring(Math.min(name.length(), line.length())).toLowerCase(Locale.ROOT);
        if (!line.startsWith(name) || !Sha.is(sha)) {
            throw new IllegalArgumentException("a commit object with the line \"" + line + "\", which should be \""
                    + name + "\" and 40 hexadecimal digits");
        }
        return sha;
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
