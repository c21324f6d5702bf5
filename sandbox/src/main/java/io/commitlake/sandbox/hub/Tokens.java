package io.commitlake.sandbox.hub;

import io.commitlake.sandbox.SandboxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The tokens that are good. Their text is in no message and no log. */
public final class Tokens {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private final List<String> values;

    public Tokens(List<String> values) {
        if (values.isEmpty()) {
            throw new SandboxException("There must be at least one token.");
        }
        this.values = List.copyOf(values);
    }

    /** One that nobody could know before. */
    public static String random() {
        StringBuilder token = new StringBuilder("ghp_");
        new SecureRandom().ints(36, 0, ALPHABET.length()).forEach(i -> token.append(ALPHABET.charAt(i)));
        return token.toString();
    }

    /** Whose request it is. */
    public sealed interface Caller {
        /** With a good token.
         *
         * @param token its place in the list, by which it is named where its text must not be */
        record Known(int token) implements Caller {}

        record Anonymous() implements Caller {}

        /** A token, or something like it, that isn't good. */
        record Refused() implements Caller {}
    }

    /** What an {@code Authorization} header comes to: bearer and token as GitHub takes them, Basic as git sends them. */
    public Caller caller(Optional<String> authorization) {
        if (authorization.isEmpty()) {
            return new Caller.Anonymous();
        }
        String[] words = authorization.get().strip().split(" +", 2);
        if (words.length < 2) {
            return new Caller.Refused();
        }
        return switch (words[0].toLowerCase(Locale.ROOT)) {
            case "bearer", "token" -> known(words[1].strip());
            case "basic" -> known(password(words[1].strip()));
            default -> new Caller.Refused();
        };
    }

    private Caller known(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < values.size(); i++) {
            if (MessageDigest.isEqual(values.get(i).getBytes(StandardCharsets.UTF_8), bytes)) {
                return new Caller.Known(i);
            }
        }
        return new Caller.Refused();
    }

    private static String password(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            return pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    @Override
    public String toString() {
        return values.size() + " tokens";
    }
}
