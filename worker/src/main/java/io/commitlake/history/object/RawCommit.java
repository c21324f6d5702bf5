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
 * A commit, parsed from the bytes of {@code git cat-file commit}, because Git's own formatting re-encodes messages and
 * changes odd dates.
 *
 * @param parents the SHAs of the parents, in Git's order
 * @param email the author's e-mail; empty if the author line has none
 * @param seconds the committer's date in seconds since 1970; 0 if it is unreadable, negative or after 9999
 * @param message the decoded message, without trailing newlines
 */
public record RawCommit(List<String> parents, Optional<String> email, long seconds, String message) {
    private static final Pattern DATE = Pattern.compile("> (-?)0*([0-9]+)(?: |\\z)");

    /** The most digits of a date: they reach far past 9999 and fit in a long. */
    private static final int MAX_DIGITS = 18;

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
        Optional<String> author = Optional.empty();
        Optional<String> committer = Optional.empty();
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
            switch (space < 0 ? line : line.substring(0, space)) {
                case "parent" -> parents.add(value);
                case "author" -> author = author.or(() -> nonEmpty(value));
                case "committer" -> committer = committer.or(() -> nonEmpty(value));
                case "encoding" -> encoding = encoding.or(() -> Optional.of(value)); // Git uses the first
                default -> {} // the tree, signatures, merged tags
            }
            at = next + 1;
        }
        return new RawCommit(
                List.copyOf(parents),
                author.flatMap(RawCommit::email),
                committer.map(RawCommit::seconds).orElse(0L),
                withMessage
                        ? message(object, end, encoding.map(GitText::encoding).orElse(StandardCharsets.UTF_8))
                        : "");
    }

    private static Optional<String> nonEmpty(String value) {
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
        if (!date.find() || !date.group(1).isEmpty() || date.group(2).length() > MAX_DIGITS) {
            return 0;
        }
        long seconds = Long.parseLong(date.group(2));
        return seconds > CommitMonth.LAST_SECOND ? 0 : seconds;
    }
}
