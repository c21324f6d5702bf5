package io.commitlake.sandbox.git;

import java.nio.charset.StandardCharsets;

/**
 * A path in a tree, which Git stores as bytes in any encoding.
 *
 * @param bytes the path with one character per byte (ISO-8859-1)
 */
public record GitPath(String bytes) {
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    /** The path as JSON shows it: decoded as UTF-8. */
    public String text() {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /**
     * The path as GitHub puts it in URLs: percent-encoded except for RFC 3986's unreserved characters, so slashes are
     * encoded too.
     */
    public String encoded() {
        StringBuilder encoded = new StringBuilder();
        bytes.chars()
                .forEach(b -> encoded.append(
                        UNRESERVED.indexOf(b) >= 0 ? Character.toString(b) : String.format("%%%02X", b)));
        return encoded.toString();
    }
}
