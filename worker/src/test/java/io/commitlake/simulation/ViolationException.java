package io.commitlake.simulation;

import java.util.function.Supplier;

/** A guarantee that a simulation broke. */
final class ViolationException extends RuntimeException {
    ViolationException(String message) {
        super(message);
    }

    /** Reports a violation unless a guarantee holds. */
    static void unless(boolean holds, Supplier<String> violation) {
        if (!holds) {
            throw new ViolationException(violation.get());
        }
    }
}
