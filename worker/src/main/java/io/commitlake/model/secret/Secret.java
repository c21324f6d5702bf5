package io.commitlake.model.secret;

/**
 * A token or key from the environment or a file. Only {@link #value} returns the secret; logs, messages and the text of
 * records show {@code ***}, even if a server or a program repeats the value: see {@link KnownSecrets}.
 */
public record Secret(String value) {
    public Secret {
        if (value.isBlank()) {
            throw new IllegalArgumentException("a secret can't be blank");
        }
        KnownSecrets.add(value);
    }

    @Override
    public String toString() {
        return "***";
    }
}
