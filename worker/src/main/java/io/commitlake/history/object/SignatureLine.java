package io.commitlake.history.object;

import io.commitlake.model.commit.CommitMonth;
import io.commitlake.model.commit.Signature;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the line of an author or a committer in a commit object: {@code Name <e-mail> seconds +hhmm}. */
final class SignatureLine {
    // A possessive ++ never gives digits back: a line may have millions of them.
    private static final Pattern DATE = Pattern.compile("> (-?)([0-9]++)(?: |\\z)");
    private static final Pattern OFFSET = Pattern.compile("> -?[0-9]++ ([+-])([0-9]{2})([0-9]{2})\\z");

    /** The most digits of a date: they reach far past 9999 and fit in a long. */
    private static final int MAX_DIGITS = 18;

    private SignatureLine() {}

    /**
     * Parses a line.
     *
     * @param line the line without the role, each byte as the ISO 8859-1 character
     * @param encoding the encoding of the name
     */
    static Signature parse(String line, Charset encoding) {
        int open = line.indexOf('<');
        if (open < 0) {
            return new Signature(Optional.empty(), Optional.empty(), at(line), offset(line));
        }
        int close = line.indexOf('>', open);
        byte[] name = bytes(trimmed(line.substring(0, open)));
        byte[] email = bytes(line.substring(open + 1, close < 0 ? line.length() : close));
        return new Signature(
                nonEmpty(GitText.decoded(name, 0, encoding)), nonEmpty(GitText.decoded(email)), at(line), offset(line));
    }

    private static Instant at(String line) {
        Matcher date = DATE.matcher(line);
        if (!date.find() || !date.group(1).isEmpty()) {
            return Instant.EPOCH;
        }
        String digits = date.group(2);
        int zeros = 0;
        while (zeros < digits.length() - 1 && digits.charAt(zeros) == '0') {
            zeros++;
        }
        if (digits.length() - zeros > MAX_DIGITS) {
            return Instant.EPOCH;
        }
        long seconds = Long.parseLong(digits.substring(zeros));
        return seconds > CommitMonth.LAST_SECOND ? Instant.EPOCH : Instant.ofEpochSecond(seconds);
    }

    private static OptionalLong offset(String line) {
        Matcher offset = OFFSET.matcher(line);
        if (!offset.find()) {
            return OptionalLong.empty();
        }
        long minutes = 60 * Long.parseLong(offset.group(2)) + Long.parseLong(offset.group(3));
        return OptionalLong.of(offset.group(1).equals("-") ? -minutes : minutes);
    }

    /** Removes ASCII white space at both ends, and nothing else: String.trim would remove other control characters. */
    private static String trimmed(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (from < to && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static byte[] bytes(String line) {
        return line.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Optional<String> nonEmpty(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
