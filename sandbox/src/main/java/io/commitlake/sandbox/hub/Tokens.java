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

/** The accepted tokens. Their text appears in no message and no log. Thread-safe. */
public final class Tokens {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private final Clock clock;
    private final List<String> values;
    private final Map<String, Instant> minted = new ConcurrentHashMap<>();
    private final Map<Integer, TokenRights> rights = new ConcurrentHashMap<>();
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

    /** A new random token. */
    public static String random() {
        return "ghp_" + randomLetters(36);
    }

    /**
     * Mints an installation token of the App, in GitHub's format since 2026. All of them share one index, that after
     * the last configured token.
     */
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

    /** The caller of a request. */
    public sealed interface Caller {
        /** A label for logs and counts, which must not contain the token itself. */
        String label();

        /**
         * A caller with an accepted token.
         *
         * @param token the index of the token, from 0
         */
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

        /** A caller whose token, or other authorization, isn't accepted. */
        record Refused() implements Caller {
            @Override
            public String label() {
                return "refused";
            }
        }
    }

    /** Refuses the token from now on; the other tokens keep their index. */
    public void revoke(int token) {
        revoked.add(requireIndex(token));
    }

    /** Forbids the token to read this repository ({@code owner/name}), which other tokens may read. */
    public void forbid(int token, String fullName) {
        bans.add(new Ban(requireIndex(token), fullName.toLowerCase(Locale.ROOT)));
    }

    /** Hides this repository ({@code owner/name}) from the token, as GitHub hides a private one. */
    public void hide(int token, String fullName) {
        hidden.add(new Ban(requireIndex(token), fullName.toLowerCase(Locale.ROOT)));
    }

    /** Gives the token these rights from now on, instead of those that it had. */
    public void grant(int token, TokenRights granted) {
        rights.put(requireIndex(token), granted);
    }

    /** The rights of a token; those of the App's tokens are fine-grained. */
    public TokenRights rights(Caller.Known caller) {
        return rights.getOrDefault(caller.token(), isApp(caller) ? TokenRights.FineGrained.READING : TokenRights.USUAL);
    }

    private boolean isApp(Caller.Known caller) {
        return caller.token() == values.size();
    }

    /** Undoes all of {@link #revoke}, {@link #forbid} and {@link #hide}. */
    public void restore() {
        revoked.clear();
        bans.clear();
        hidden.clear();
    }

    public boolean mayRead(Caller caller, HostedRepository hosted) {
        return !contains(bans, caller, hosted);
    }

    /** Whether the caller must not learn that the repository exists. */
    public boolean isHidden(Caller caller, HostedRepository hosted) {
        boolean shown = !hosted.profile().isPrivate()
                || (caller instanceof Caller.Known known && rights(known).showsPrivate());
        return !shown || contains(hidden, caller, hosted);
    }

    /** GitHub's words for a caller that may see the repository but not read its history; empty if it may. */
    public Optional<String> refusesHistory(Caller caller, HostedRepository hosted) {
        return hosted.profile().isPrivate()
                        && caller instanceof Caller.Known known
                        && !rights(known).readsPrivate()
                ? Optional.of("Resource not accessible by " + (isApp(known) ? "integration" : "personal access token"))
                : Optional.empty();
    }

    private static boolean contains(Set<Ban> bans, Caller caller, HostedRepository hosted) {
        return caller instanceof Caller.Known known
                && bans.contains(new Ban(known.token(), hosted.fullName().toLowerCase(Locale.ROOT)));
    }

    private int requireIndex(int token) {
        if (token < 0 || token > values.size()) {
            throw new IllegalArgumentException("There is no token " + token + ": use 0 to " + (values.size() - 1)
                    + ", or " + values.size() + " for the App's tokens.");
        }
        return token;
    }

    /**
     * The caller that an {@code Authorization} header names: {@code bearer} or {@code token} as GitHub takes them,
     * {@code Basic} as Git sends it.
     */
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
