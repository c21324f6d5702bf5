package io.commitlake.model;

import java.util.Locale;

/**
 * Lower case by Unicode's default rules (section 3.13, Default Case Conversion), which Python's {@code str.lower} also
 * follows. Java's {@link String#toLowerCase(Locale)} differs for a capital sigma: it takes the end of a word for the end
 * of its context, so that {@code AΣ.A} gets a final sigma. Users hash addresses in other languages and compare.
 */
final class LowerCase {
    private static final int CAPITAL_SIGMA = 'Σ';
    private static final int SMALL_SIGMA = 'σ';
    private static final int FINAL_SIGMA = 'ς';

    /** The characters of the word-break classes MidLetter, MidNumLet and Single_Quote (Unicode annex 29). */
    private static final String WITHIN_WORDS =
            "':.\u00B7\u0387\u055F\u05F4\u2018\u2019\u2024\u2027\uFE13\uFE52\uFE55\uFF07\uFF0E\uFF1A";

    private LowerCase() {}

    static String of(String text) {
        return (text.indexOf(CAPITAL_SIGMA) < 0 ? text : withSmallSigmas(text)).toLowerCase(Locale.ROOT);
    }

    /** Replaces each capital sigma: by a final one after a cased letter, unless another cased letter follows. */
    private static String withSmallSigmas(String text) {
        int[] letters = text.codePoints().toArray();
        StringBuilder replaced = new StringBuilder(text.length());
        boolean afterCased = false;
        for (int i = 0; i < letters.length; i++) {
            int letter = letters[i];
            boolean atEnd = letter == CAPITAL_SIGMA && afterCased && !isBeforeCased(letters, i);
            replaced.appendCodePoint(letter != CAPITAL_SIGMA ? letter : atEnd ? FINAL_SIGMA : SMALL_SIGMA);
            afterCased = isIgnorable(letter) ? afterCased : isCased(letter);
        }
        return replaced.toString();
    }

    private static boolean isBeforeCased(int[] letters, int index) {
        int next = index + 1;
        while (next < letters.length && isIgnorable(letters[next])) {
            next++;
        }
        return next < letters.length && isCased(letters[next]);
    }

    private static boolean isCased(int letter) {
        return Character.isLowerCase(letter) || Character.isUpperCase(letter) || Character.isTitleCase(letter);
    }

    /** Unicode's property Case_Ignorable. */
    private static boolean isIgnorable(int letter) {
        return switch (Character.getType(letter)) {
            case Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.FORMAT,
                    Character.MODIFIER_LETTER,
                    Character.MODIFIER_SYMBOL -> true;
            default -> WITHIN_WORDS.indexOf(letter) >= 0;
        };
    }
}
