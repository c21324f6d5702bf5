package io.commitlake.model;

/**
 * A token or key from the environment or a file. Only {@link #value} returns the secret; logs, messages and the text of
 * records show {@code ***}.
 */
public record Secret(String value) {
    public Secret {
        if (value.isBlank()) {
            throw new IllegalArgumentException("a secret can't be blank");
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
