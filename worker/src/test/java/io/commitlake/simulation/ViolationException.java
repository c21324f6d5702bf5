package io.commitlake.simulation;

/** A guarantee that a simulation broke. */
final class ViolationException extends RuntimeException {
    ViolationException(String message) {
        super(message);
    }
}
