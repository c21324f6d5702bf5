package io.commitlake.model;

import java.util.regex.Pattern;

/** A repository's name with its owner's, {@code owner/name}, of the characters that GitHub allows in either. */
public final class FullName {
    static final String FORM = "[A-Za-z0-9_][A-Za-z0-9_.-]*/(?!\\.{1,2}$)[A-Za-z0-9_.-]+";

    private static final Pattern PATTERN = Pattern.compile(FORM);

    private FullName() {}

    /** Whether a value can be a repository's name. */
    public static boolean is(String value) {
        return PATTERN.matcher(value).matches();
    }

    /**
     * The value itself.
     *
     * @throws IllegalArgumentException where it is no repository's name, with the value
     */
    public static String of(String value) {
        if (!is(value)) {
            throw new IllegalArgumentException("not a repository's name of the form owner/name: \"" + value + "\"");
        }
        return value;
    }
}
