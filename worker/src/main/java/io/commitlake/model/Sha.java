package io.commitlake.model;

import java.util.regex.Pattern;

/** An object's name in git: 40 lower-case hexadecimal digits. */
public final class Sha {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{40}");

    private Sha() {}

    /**
     * The value itself.
     *
     * @throws IllegalArgumentException where it is no object's name, with the value
     */
    public static String of(String value) {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a git object's name of 40 hexadecimal digits: \"" + value + "\"");
        }
        return value;
    }
}
