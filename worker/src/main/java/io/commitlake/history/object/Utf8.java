package io.commitlake.history.object;

import java.nio.charset.StandardCharsets;

/**
 * Decodes UTF-8, and replaces malformed parts with U+FFFD as the Unicode Standard recommends (chapter 3, "U+FFFD
 * Substitution of Maximal Subparts"). Python, browsers and query engines do the same, so paths decode alike everywhere.
 * Java's own decoder replaces an encoded surrogate with one character where the others use three.
 */
final class Utf8 {
    private static final char REPLACEMENT = '\ufffd';

    private Utf8() {}

    static String decoded(byte[] bytes, int from, int length) {
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        return text.indexOf(REPLACEMENT) < 0 ? text : substituteMalformed(bytes, from, from + length);
    }

    private static String substituteMalformed(byte[] bytes, int from, int end) {
        StringBuilder text = new StringBuilder(end - from);
        int at = from;
        while (at < end) {
            int lead = bytes[at++] & 0xff;
            int missing = trailingBytes(lead);
            if (missing == 0) {
                text.append(lead < 0x80 ? (char) lead : REPLACEMENT);
                continue;
            }
            int point = lead & (0x3f >> missing);
            int low = minSecondByte(lead);
            int high = maxSecondByte(lead);
            while (missing > 0 && at < end && (bytes[at] & 0xff) >= low && (bytes[at] & 0xff) <= high) {
                point = (point << 6) | (bytes[at++] & 0x3f);
                low = 0x80;
                high = 0xbf;
                missing--;
            }
            // The bytes that fit form one subpart; the byte that doesn't fit starts the next one.
            text.appendCodePoint(missing == 0 ? point : REPLACEMENT);
        }
        return text.toString();
    }

    /** The number of bytes that follow a lead byte; 0 for ASCII and for a byte that can't lead. */
    private static int trailingBytes(int lead) {
        if (lead >= 0xc2 && lead <= 0xdf) {
            return 1;
        }
        if (lead >= 0xe0 && lead <= 0xef) {
            return 2;
        }
        return lead >= 0xf0 && lead <= 0xf4 ? 3 : 0;
    }

    /** A smaller second byte would make an overlong encoding. */
    private static int minSecondByte(int lead) {
        return lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    }

    /** A larger second byte would make a surrogate, or exceed the last code point. */
    private static int maxSecondByte(int lead) {
        return lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    }
}
