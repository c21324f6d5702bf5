package io.commitlake.model;

import java.util.regex.Pattern;

/** An object's name in git: 40 lower-case hexadecimal digits. */
public final class Sha {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{40}");

    private Sha() {}

    /** Whether a value can be an object's name. */
    public static boolean is(String value) {
        return FORM.matcher(value).matches();
    }

    /**
     * The value itself.
     *
     * @throws IllegalArgumentException where it is no object's name, with the value
     */
    public static String of(String value) {
        if (!is(value)) {
            throw new IllegalArgumentException("not a git object's name of 40 hexadecimal digits: \"" + value + "\"");
        }
        return value;
    }
}
