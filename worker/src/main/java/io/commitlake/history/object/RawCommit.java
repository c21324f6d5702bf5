package io.commitlake.history.object;

import io.commitlake.model.commit.CommitMonth;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A commit object, read byte by byte as {@code git cat-file commit} gives it: git's own formatting re-encodes messages
 * and bends odd dates.
 *
 * @param parents in git's order
 * @param email the author's; empty where the author line has none
 * @param seconds the committer's date; 0 where it is unreadable, negative or after 9999
 * @param message decoded, without newlines at the end
 */
public record RawCommit(List<String> parents, Optional<String> email, long seconds, String message) {
    private static final Pattern DATE = Pattern.compile("> (-?)0*([0-9]+)(?: |\\z)");

    /** Far past 9999, and a long holds them. */
    private static final int MOST_DIGITS = 18;

    /** Reads the object's bytes, without git's header of type and length. */
    public static RawCommit parse(byte[] object) {
        return parse(object, true);
    }

    /** The same with an empty message. */
    public static RawCommit headers(byte[] object) {
        return parse(object, false);
    }

    private static RawCommit parse(byte[] object, boolean whole) {
        int end = endOfHeaders(object);
        List<String> parents = new ArrayList<>(2);
        Optional<String> author = Optional.empty();
        Optional<String> committer = Optional.empty();
        Optional<String> encoding = Optional.empty();
        int at = 0;
        while (at < end) {
            int next = at;
            while (next < end && object[next] != '\n') {
                next++;
            }
            // Every byte is a character of ISO 8859-1, so nothing is lost on the way.
            String line = new String(object, at, next - at, StandardCharsets.ISO_8859_1);
            int space = line.indexOf(' ');
            String value = space < 0 ? "" : line.substring(space + 1);
            switch (space < 0 ? line : line.substring(0, space)) {
                case "parent" -> parents.add(value);
                case "author" -> author = author.or(() -> present(value));
                case "committer" -> committer = committer.or(() -> present(value));
                case "encoding" -> encoding = encoding.or(() -> Optional.of(value)); // Git takes the first
                default -> {} // the tree, signatures, merged tags
            }
            at = next + 1;
        }
        return new RawCommit(
                List.copyOf(parents),
                author.flatMap(RawCommit::email),
                committer.map(RawCommit::seconds).orElse(0L),
                whole ? message(object, end, encoding.map(GitText::encoding).orElse(StandardCharsets.UTF_8)) : "");
    }

    private static Optional<String> present(String value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
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

    private static Optional<String> email(String author) {
        int open = author.indexOf('<');
        int close = author.indexOf('>', open + 1);
        return open < 0 || close < 0
                ? Optional.empty()
                : Optional.of(GitText.decoded(author.substring(open + 1, close).getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static long seconds(String committer) {
        Matcher date = DATE.matcher(committer);
        if (!date.find() || !date.group(1).isEmpty() || date.group(2).length() > MOST_DIGITS) {
            return 0;
        }
        long seconds = Long.parseLong(date.group(2));
        return seconds > CommitMonth.LAST_SECOND ? 0 : seconds;
    }
}
