package io.commitlake.history.git.clone;

/** Reads a server's words as a fetch does. */
public final class Refusals {
    private Refusals() {}

    public static void read(String words) {
        FetchRefusal.of(words);
    }
}
