package io.commitlake.model;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * A repository's address as GitHub gives it: {@code http} or {@code https}, a host, a port if need be, and the path
 * {@code /owner/name}. Nothing else may stand in it, no user and no query.
 */
public final class RepositoryUrl {
    private static final Pattern PATTERN =
            Pattern.compile("https?://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?/" + FullName.FORM);

    private RepositoryUrl() {}

    /** Whether a value can be a repository's address. */
    public static boolean is(String value) {
        return PATTERN.matcher(value).matches() && host(value);
    }

    /** Not every row of letters, dots and hyphens names a host. */
    private static boolean host(String value) {
        try {
            return URI.create(value).getHost() != null;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    /**
     * The value itself.
     *
     * @throws IllegalArgumentException where it is no repository's address, with the value
     */
    public static String of(String value) {
        if (!is(value)) {
            throw new IllegalArgumentException(
                    "not a repository's address of the form https://host/owner/name: \"" + value + "\"");
        }
        return value;
    }
}
