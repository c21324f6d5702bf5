package io.commitlake.history.git;

import java.io.IOException;

/** A kept file isn't what it was. */
final class BrokenPack extends IOException {
    BrokenPack(String message) {
        super(message);
    }
}
