package io.commitlake.sandbox.git;

import java.nio.charset.StandardCharsets;

/**
 * A path in a tree, which git keeps as bytes of any encoding.
 *
 * @param bytes one character for each byte (ISO-8859-1)
 */
public record GitPath(String bytes) {
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    /** As JSON shows it: UTF-8, where it is that. */
    public String text() {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** As GitHub writes it into addresses: everything but RFC 3986's unreserved percent-encoded, the slash too. */
    public String encoded() {
        StringBuilder encoded = new StringBuilder();
        bytes.chars()
                .forEach(b -> encoded.append(
                        UNRESERVED.indexOf(b) >= 0 ? Character.toString(b) : String.format("%%%02X", b)));
        return encoded.toString();
    }
}
