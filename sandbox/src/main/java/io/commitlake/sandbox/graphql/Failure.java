package io.commitlake.sandbox.graphql;

/** A field that can't be answered: null in the data, and an error of GitHub's type at its path. */
final class Failure extends RuntimeException {
    private final String type;

    Failure(String type, String message) {
        super(message);
        this.type = type;
    }

    String type() {
        return type;
    }
}
