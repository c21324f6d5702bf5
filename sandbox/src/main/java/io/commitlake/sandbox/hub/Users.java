package io.commitlake.sandbox.hub;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Maps e-mail addresses to GitHub users by a rule that a test can compute, in place of GitHub's accounts. */
public final class Users {
    private static final Pattern NOREPLY =
            Pattern.compile("(?!0+\\+)([0-9]{1,18})\\+[^@]+@users\\.noreply\\.github\\.com");
    private static final long FIRST = 1_000_000;

    private Users() {}

    /**
     * The id in {@code ID+login@users.noreply.github.com} unless it is 0. For any other address, no id if it is empty
     * or if the last hex digit of the SHA-1 of its UTF-8 is 0; else 1,000,000 plus the first six hex digits as a number.
     */
    public static OptionalLong id(String email) {
        Matcher noreply = NOREPLY.matcher(email);
        if (noreply.matches()) {
            return OptionalLong.of(Long.parseLong(noreply.group(1)));
        }
        String digest = sha1(email);
        return email.isEmpty() || digest.endsWith("0")
                ? OptionalLong.empty()
                : OptionalLong.of(FIRST + Long.parseLong(digest, 0, 6, 16));
    }

    public static String login(long id) {
        return "user-" + id;
    }

    private static String sha1(String email) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(email.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
