package io.commitlake.history.object;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;

/** git's bytes as text: nothing in git says that they are. */
public final class GitText {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private GitText() {}

    /** UTF-8; what doesn't decode becomes U+FFFD. */
    public static String decoded(byte[] bytes) {
        return Utf8.decoded(bytes, 0, bytes.length);
    }

    /** In an encoding; what doesn't decode becomes U+FFFD. */
    public static String decoded(byte[] bytes, int from, Charset encoding) {
        return encoding.equals(StandardCharsets.UTF_8)
                ? Utf8.decoded(bytes, from, bytes.length - from)
                : paired(new String(bytes, from, bytes.length - from, encoding));
    }

    /** Some of Java's decoders let half a surrogate pair through, which is no character that a file can hold. */
    private static String paired(String text) {
        StringBuilder whole = new StringBuilder(text.length());
        text.codePoints()
                .map(point -> Character.getType(point) == Character.SURROGATE ? '\ufffd' : point)
                .forEach(whole::appendCodePoint);
        return whole.toString();
    }

    /** The encoding that a commit names, where it is an IANA name that Java knows; else UTF-8. */
    static Charset encoding(String name) {
        try {
            return Charset.isSupported(name) && Charset.forName(name).isRegistered()
                    ? Charset.forName(name)
                    : StandardCharsets.UTF_8;
        } catch (IllegalCharsetNameException notAName) {
            return StandardCharsets.UTF_8;
        }
    }

    /** Percent-encoded but for RFC 3986's unreserved characters: the slash too, as in GitHub's {@code raw_url}. */
    public static String escaped(byte[] path) {
        StringBuilder text = new StringBuilder(path.length + 16);
        for (byte b : path) {
            if (unreserved(b)) {
                text.append((char) b);
            } else {
                text.append('%').append(HEX[(b >> 4) & 15]).append(HEX[b & 15]);
            }
        }
        return text.toString();
    }

    private static boolean unreserved(byte b) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || b == '-'
                || b == '.'
                || b == '_'
                || b == '~';
    }
}
