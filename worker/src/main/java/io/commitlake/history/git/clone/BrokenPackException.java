package io.commitlake.history.git.clone;

import java.io.IOException;

/** A file in the clone cache is damaged. */
final class BrokenPackException extends IOException {
    BrokenPackException(String message) {
        super(message);
    }
}
