package io.commitlake.history.git.pack;

import java.io.IOException;

/** A pack, or an index, that is broken or that this package doesn't read. Git itself can tell which of the two. */
public final class UnreadablePackException extends IOException {
    private static final long serialVersionUID = 1;

    UnreadablePackException(String message) {
        super(message);
    }

    UnreadablePackException(String message, Throwable cause) {
        super(message, cause);
    }
}
