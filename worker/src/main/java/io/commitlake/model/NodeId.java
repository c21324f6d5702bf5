package io.commitlake.model;

import java.util.regex.Pattern;

/** GraphQL's id of an object: {@code R_kgDOAbCdEf}, or in Base64 as GitHub gave it before. */
public final class NodeId {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_+/=-]{1,255}");

    private NodeId() {}

    /**
     * The value itself.
     *
     * @throws IllegalArgumentException where it is no such id, with the value
     */
    public static String of(String value) {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not an id of GitHub's GraphQL: \"" + value + "\"");
        }
        return value;
    }
}
