package io.commitlake.github;

/** The result of looking up a repository. */
public sealed interface Lookup {
    /** The repository exists. */
    record Found(RemoteRepository repository) implements Lookup {}

    /** The repository doesn't exist, or no token has access to it. */
    record Gone(String message) implements Lookup {}

    /** GitHub blocks access to the repository; the message quotes GitHub. */
    record Blocked(String message) implements Lookup {}

    /** The lookup failed; a retry may help. */
    record Failed(String message) implements Lookup {}
}
