package io.commitlake.history.api;

import io.commitlake.history.object.RawCommit;
import io.commitlake.model.commit.Signature;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A commit's place in history and its people, proved by its SHA. */
record ListedCommit(String sha, List<String> parents, Signature author, Signature committer) {
    static ListedCommit of(JsonNode commit) {
        RawCommit object = CommitProof.read(commit);
        return new ListedCommit(commit.path("sha").asString(), object.parents(), object.author(), object.committer());
    }

    /** The committer's date in seconds since 1970, as {@link RawCommit} reads it. */
    long seconds() {
        return committer.at().getEpochSecond();
    }
}
