package io.commitlake.sandbox.hub;

import io.commitlake.sandbox.error.SandboxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The tokens that are good, till they are taken. Their text is in no message and no log. For many threads. */
public final class Tokens {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private final Clock clock;
    private final List<String> values;
    private final Map<String, Instant> minted = new ConcurrentHashMap<>();
    private final Set<Integer> revoked = ConcurrentHashMap.newKeySet();
    private final Set<Ban> bans = ConcurrentHashMap.newKeySet();
    private final Set<Ban> hidden = ConcurrentHashMap.newKeySet();

    private record Ban(int token, String fullName) {}

    public Tokens(List<String> values, Clock clock) {
        if (values.isEmpty()) {
            throw new SandboxException("There must be at least one token.");
        }
        this.clock = clock;
        this.values = List.copyOf(values);
    }

    /** One that nobody could know before. */
    public static String random() {
        return "ghp_" + randomLetters(36);
    }

    /** One of an installed App, in the form they have since 2026. All of them share the place after the last of the others. */
    public String mint(App app, Instant expires) {
        String token =
                "ghs_" + app.id() + "_" + randomLetters(36) + "." + randomLetters(118) + "." + randomLetters(342);
        minted.put(token, expires);
        return token;
    }

    private static String randomLetters(int count) {
        StringBuilder letters = new StringBuilder();
        new SecureRandom().ints(count, 0, ALPHABET.length()).forEach(i -> letters.append(ALPHABET.charAt(i)));
        return letters.toString();
    }

    /** Whose request it is. */
    public sealed interface Caller {
        /** How it is named where a token's text must not be. */
        String label();

        /** With a good token.
         *
         * @param token its place in the list, by which it is named where its text must not be */
        record Known(int token) implements Caller {
            @Override
            public String label() {
                return "token " + token;
            }
        }

        record Anonymous() implements Caller {
            @Override
            public String label() {
                return "anonymous";
            }
        }

        /** A token, or something like it, that isn't good. */
        record Refused() implements Caller {
            @Override
            public String label() {
                return "refused";
            }
        }
    }

    /** From now on it is no good, and the others keep their places. */
    public void revoke(int token) {
        revoked.add(requirePlace(token));
    }

    /** From now on it may not read this repository ({@code owner/name}), which others may. */
    public void forbid(int token, String fullName) {
        bans.add(new Ban(requirePlace(token), fullName.toLowerCase(Locale.ROOT)));
    }

    /** From now on this repository ({@code owner/name}) isn't there for it, as a private one isn't for a stranger's. */
    public void hide(int token, String fullName) {
        hidden.add(new Ban(requirePlace(token), fullName.toLowerCase(Locale.ROOT)));
    }

    /** Gives back all that was taken. */
    public void restore() {
        revoked.clear();
        bans.clear();
        hidden.clear();
    }

    public boolean mayRead(Caller caller, HostedRepository hosted) {
        return !contains(bans, caller, hosted);
    }

    /** Whether it is as if the repository weren't there. */
    public boolean isHidden(Caller caller, HostedRepository hosted) {
        return contains(hidden, caller, hosted);
    }

    private static boolean contains(Set<Ban> bans, Caller caller, HostedRepository hosted) {
        return caller instanceof Caller.Known known
                && bans.contains(new Ban(known.token(), hosted.fullName().toLowerCase(Locale.ROOT)));
    }

    private int requirePlace(int token) {
        if (token < 0 || token > values.size()) {
            throw new IllegalArgumentException("There is no token " + token + ": there are " + values.size()
                    + ", from 0, and after them the App's.");
        }
        return token;
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
                return revoked.contains(i) ? new Caller.Refused() : new Caller.Known(i);
            }
        }
        Instant expires = minted.get(value);
        boolean good = expires != null && clock.instant().isBefore(expires) && !revoked.contains(values.size());
        return good ? new Caller.Known(values.size()) : new Caller.Refused();
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
