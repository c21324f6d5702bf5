package io.commitlake.model;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as settings write them: {@code 500} or {@code 20KB}. A KB is 1,024 bytes. */
public final class ByteSize {
    private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*([KMGT]?)(?:i?B)?", Pattern.CASE_INSENSITIVE);
    private static final String UNITS = "KMGT";

    private ByteSize() {}

    /** Reads a number of bytes, in upper or lower case; empty if the text isn't one, or isn't from 1 to 2⁶³ - 1. */
    public static OptionalLong parse(String text) {
        Matcher parts = FORM.matcher(text);
        long count = parts.matches() ? Long.parseLong(parts.group(1)) : 0;
        if (count == 0) {
            return OptionalLong.empty();
        }
        String letter = parts.group(2).toUpperCase(Locale.ROOT);
        long unit = letter.isEmpty() ? 1 : 1L << (10 * (UNITS.indexOf(letter) + 1));
        return count > Long.MAX_VALUE / unit ? OptionalLong.empty() : OptionalLong.of(count * unit);
    }

    /** The shortest text that {@link #parse} reads as this number of bytes. */
    public static String text(long bytes) {
        long count = bytes;
        int unit = 0;
        while (unit < UNITS.length() && count % 1024 == 0) {
            count /= 1024;
            unit++;
        }
        return count + (unit == 0 ? "" : UNITS.charAt(unit - 1) + "B");
    }
}
