package io.commitlake.history.object;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;

/** Converts Git's bytes to text; Git doesn't guarantee that they are text. */
public final class GitText {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private GitText() {}

    /** Decodes UTF-8; malformed parts become U+FFFD. */
    public static String decoded(byte[] bytes) {
        return Utf8.decoded(bytes, 0, bytes.length);
    }

    /** Decodes the bytes from an index on; malformed parts become U+FFFD. */
    public static String decoded(byte[] bytes, int from, Charset encoding) {
        return encoding.equals(StandardCharsets.UTF_8)
                ? Utf8.decoded(bytes, from, bytes.length - from)
                : replaceSurrogates(new String(bytes, from, bytes.length - from, encoding));
    }

    /** Replaces unpaired surrogates, which some of Java's decoders let through, but which UTF-8 can't encode. */
    private static String replaceSurrogates(String text) {
        StringBuilder whole = new StringBuilder(text.length());
        text.codePoints()
                .map(point -> Character.getType(point) == Character.SURROGATE ? '\ufffd' : point)
                .forEach(whole::appendCodePoint);
        return whole.toString();
    }

    /** The encoding that a commit names if it is an IANA name that Java knows; else UTF-8. */
    static Charset encoding(String name) {
        try {
            return Charset.isSupported(name) && Charset.forName(name).isRegistered()
                    ? Charset.forName(name)
                    : StandardCharsets.UTF_8;
        } catch (IllegalCharsetNameException notAName) {
            return StandardCharsets.UTF_8;
        }
    }

    /** Percent-encodes all but RFC 3986's unreserved characters, even the slash, as GitHub does in {@code raw_url}. */
    public static String escaped(byte[] path) {
        StringBuilder text = new StringBuilder(path.length + 16);
        for (byte b : path) {
            if (isUnreserved(b)) {
                text.append((char) b);
            } else {
                text.append('%').append(HEX[(b >> 4) & 15]).append(HEX[b & 15]);
            }
        }
        return text.toString();
    }

    private static boolean isUnreserved(byte b) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || b == '-'
                || b == '.'
                || b == '_'
                || b == '~';
    }
}
