package io.commitlake.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How much a dataset keeps of the names and e-mail addresses of authors and committers. All exports of a dataset keep
 * the same, so the mode is part of each claim's format.
 */
public enum People {
    /** Keeps names and e-mail addresses. */
    CLEAR {
        @Override
        public Optional<String> name(Optional<String> name) {
            return name;
        }

        @Override
        public Optional<String> email(Optional<String> email) {
            return email;
        }
    },

    /** Keeps no names. Replaces an e-mail address by its hash and its domain, so one person stays one value. */
    HASHED {
        @Override
        public Optional<String> name(Optional<String> name) {
            return Optional.empty();
        }

        @Override
        public Optional<String> email(Optional<String> email) {
            return email.map(People::hashed);
        }
    },

    /** Keeps neither names nor e-mail addresses. */
    NONE {
        @Override
        public Optional<String> name(Optional<String> name) {
            return Optional.empty();
        }

        @Override
        public Optional<String> email(Optional<String> email) {
            return Optional.empty();
        }
    };

    private final String text = name().toLowerCase(Locale.ROOT);

    /** Reads a mode; empty if there is no such mode. */
    public static Optional<People> parse(String text) {
        return Arrays.stream(values()).filter(mode -> mode.text.equals(text)).findFirst();
    }

    /** The mode as settings and records write it: {@code clear}, {@code hashed} or {@code none}. */
    @JsonValue
    public String text() {
        return text;
    }

    /** Returns the name that the dataset keeps; empty if it keeps none. */
    public abstract Optional<String> name(Optional<String> name);

    /**
     * Returns the e-mail address that the dataset keeps, or the value in its place; empty if it keeps none.
     *
     * @param email an address that isn't empty, as the commit has it
     */
    public abstract Optional<String> email(Optional<String> email);

    /** The SHA-256 of the address in lower case, then {@code @} and the text after the last {@code @}, if it has one. */
    private static String hashed(String email) {
        String lower = LowerCase.of(email);
        int at = lower.lastIndexOf('@');
        return Sha256.of(lower.getBytes(StandardCharsets.UTF_8)) + (at < 0 ? "" : lower.substring(at));
    }
}
