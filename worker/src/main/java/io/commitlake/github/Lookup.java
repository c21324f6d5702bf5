package io.commitlake.github;

/** What came of looking a repository up. */
public sealed interface Lookup {
    /** It is there. */
    record Found(RemoteRepository repository) implements Lookup {}

    /** There is none, or none that any token may see. */
    record Gone(String words) implements Lookup {}

    /** GitHub withholds it, in its own words. */
    record Blocked(String words) implements Lookup {}

    /** GitHub couldn't say: asking again may help. */
    record Failed(String words) implements Lookup {}
}
