package io.commitlake.model;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * The URL of a repository as GitHub reports it: {@code http} or {@code https}, a host, an optional port, and the path
 * {@code /owner/name}. A user, a query or anything else isn't allowed.
 */
public final class RepositoryUrl {
    private static final Pattern PATTERN =
            Pattern.compile("https?://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?/" + FullName.FORM);

    private RepositoryUrl() {}

    /** Whether a value is a valid repository URL. */
    public static boolean is(String value) {
        return PATTERN.matcher(value).matches() && hasHost(value);
    }

    /** The pattern allows hosts that aren't valid ({@code -.-}), so ask {@link URI} too. */
    private static boolean hasHost(String value) {
        try {
            return URI.create(value).getHost() != null;
        } catch (IllegalArgumentException invalid) {
            return false;
        }
    }

    /**
     * Returns the value if it is a repository URL.
     *
     * @throws IllegalArgumentException if it isn't one; the message has the value
     */
    public static String of(String value) {
        if (!is(value)) {
            throw new IllegalArgumentException(
                    "not a repository URL of the form https://host/owner/name: \"" + value + "\"");
        }
        return value;
    }
}
