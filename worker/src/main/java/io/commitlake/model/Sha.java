package io.commitlake.model;

/** A Git object name: 40 lower-case hexadecimal digits. */
public final class Sha {
    /** The length of an object name. */
    public static final int DIGITS = 40;

    private Sha() {}

    /** Whether a value is a valid object name. */
    public static boolean is(String value) {
        return value.length() == DIGITS && isHexadecimal(value);
    }

    // Called for every row, and several times as fast as a regular expression.
    private static boolean isHexadecimal(String value) {
        for (int i = 0; i < value.length(); i++) {
            char digit = value.charAt(i);
            if ((digit < '0' || digit > '9') && (digit < 'a' || digit > 'f')) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the value if it is an object name.
     *
     * @throws IllegalArgumentException if it isn't one; the message has the value
     */
    public static String of(String value) {
        if (!is(value)) {
            throw new IllegalArgumentException("not a Git object name of 40 hexadecimal digits: \"" + value + "\"");
        }
        return value;
    }
}
