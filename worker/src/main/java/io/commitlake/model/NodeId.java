package io.commitlake.model;

import java.util.regex.Pattern;

/** The ID of an object in GitHub's GraphQL API: {@code R_kgDOAbCdEf}, or Base64 in GitHub's older form. */
public final class NodeId {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_+/=-]{1,255}");

    private NodeId() {}

    /**
     * Returns the value if it is a node ID.
     *
     * @throws IllegalArgumentException if it isn't one; the message has the value
     */
    public static String of(String value) {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a node ID of GitHub's GraphQL API: \"" + value + "\"");
        }
        return value;
    }
}
