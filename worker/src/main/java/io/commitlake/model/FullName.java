package io.commitlake.model;

import java.util.regex.Pattern;

/** A repository's full name, {@code owner/name}, in the characters that GitHub allows. */
public final class FullName {
    static final String FORM = "[A-Za-z0-9_][A-Za-z0-9_.-]*/(?!\\.{1,2}$)[A-Za-z0-9_.-]+";

    private static final Pattern PATTERN = Pattern.compile(FORM);

    private FullName() {}

    /** Whether a value is a valid full name. */
    public static boolean is(String value) {
        return PATTERN.matcher(value).matches();
    }

    /**
     * Returns the value if it is a full name.
     *
     * @throws IllegalArgumentException if it isn't one; the message has the value
     */
    public static String of(String value) {
        if (!is(value)) {
            throw new IllegalArgumentException("not a repository name of the form owner/name: \"" + value + "\"");
        }
        return value;
    }
}
