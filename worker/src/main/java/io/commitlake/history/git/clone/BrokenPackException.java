package io.commitlake.history.git.clone;

import java.io.IOException;

/** A kept file isn't what it was. */
final class BrokenPackException extends IOException {
    BrokenPackException(String message) {
        super(message);
    }
}
