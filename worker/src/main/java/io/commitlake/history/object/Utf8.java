package io.commitlake.history.object;

import java.nio.charset.StandardCharsets;

/**
 * UTF-8 whose malformed parts become U+FFFD as the Unicode Standard recommends (chapter 3, "U+FFFD Substitution of
 * Maximal Subparts") and Python, browsers and the engines do it: so paths decode alike wherever they are decoded. Java's
 * own decoder replaces an encoded surrogate by one character where they have three.
 */
final class Utf8 {
    private static final char REPLACEMENT = '\ufffd';

    private Utf8() {}

    static String decoded(byte[] bytes, int from, int length) {
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        return text.indexOf(REPLACEMENT) < 0 ? text : substituted(bytes, from, from + length);
    }

    private static String substituted(byte[] bytes, int from, int end) {
        StringBuilder text = new StringBuilder(end - from);
        int at = from;
        while (at < end) {
            int lead = bytes[at++] & 0xff;
            int more = more(lead);
            if (more == 0) {
                text.append(lead < 0x80 ? (char) lead : REPLACEMENT);
                continue;
            }
            int point = lead & (0x3f >> more);
            int low = lowestSecond(lead);
            int high = highestSecond(lead);
            while (more > 0 && at < end && (bytes[at] & 0xff) >= low && (bytes[at] & 0xff) <= high) {
                point = (point << 6) | (bytes[at++] & 0x3f);
                low = 0x80;
                high = 0xbf;
                more--;
            }
            // What fitted so far is one subpart; the byte that didn't fit begins anew.
            text.appendCodePoint(more == 0 ? point : REPLACEMENT);
        }
        return text.toString();
    }

    /** How many bytes follow a first one; 0 for ASCII and for what can't be a first one. */
    private static int more(int lead) {
        if (lead >= 0xc2 && lead <= 0xdf) {
            return 1;
        }
        if (lead >= 0xe0 && lead <= 0xef) {
            return 2;
        }
        return lead >= 0xf0 && lead <= 0xf4 ? 3 : 0;
    }

    /** Lower ones would be longer than need be. */
    private static int lowestSecond(int lead) {
        return lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    }

    /** Higher ones would be surrogates, or past the last code point. */
    private static int highestSecond(int lead) {
        return lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    }
}
