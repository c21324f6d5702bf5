package io.commitlake.sandbox.graphql;

/** A field that can't be answered: null in the data, and an error of GitHub's type at its path. */
final class FieldException extends RuntimeException {
    private final String type;

    FieldException(String type, String message) {
        super(message);
        this.type = type;
    }

    String type() {
        return type;
    }
}
