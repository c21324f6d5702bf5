package io.commitlake.model.commit;

import io.commitlake.model.Sha;

/** A path in the tree of a commit. */
public record CommitPath(String commit, String path) {
    public CommitPath {
        Sha.of(commit);
    }

    @Override
    public String toString() {
        return path + " in " + commit;
    }
}
