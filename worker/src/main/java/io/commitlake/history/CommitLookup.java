package io.commitlake.history;

import java.util.List;
import java.util.Set;

/** Looks up many commits at once, since a server that refuses a fetch names only one commit that it doesn't have. */
@FunctionalInterface
public interface CommitLookup {
    /** A lookup without a server to ask. */
    CommitLookup NONE = (remote, commits) -> Set.of();

    /** Those of the commits that the server certainly doesn't have. */
    Set<String> missing(Remote remote, List<String> commits);
}
