package io.commitlake.model;

/**
 * A token or key, read from the environment or a file. It shows itself only to who asks for its value: in logs,
 * messages and records' text it is {@code ***}.
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
