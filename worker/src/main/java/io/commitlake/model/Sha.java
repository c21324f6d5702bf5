package io.commitlake.model;

import java.util.regex.Pattern;

/** A Git object name: 40 lower-case hexadecimal digits. */
public final class Sha {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{40}");

    private Sha() {}

    /** Whether a value is a valid object name. */
    public static boolean is(String value) {
        return FORM.matcher(value).matches();
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
