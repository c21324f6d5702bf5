package io.commitlake.sandbox.graphql;

/** The failure of a field: its data is null, and there is an error of GitHub's type at its path. */
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
