package io.commitlake.history.api;

import io.commitlake.history.object.RawCommit;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A commit's place in history, proved by its SHA.
 *
 * @param seconds the committer's date, as {@link RawCommit} reads it
 * @param email the author's e-mail
 */
record ListedCommit(String sha, List<String> parents, long seconds, Optional<String> email) {
    static ListedCommit of(JsonNode commit) {
        RawCommit object = CommitProof.read(commit);
        return new ListedCommit(commit.path("sha").asString(), object.parents(), object.seconds(), object.email());
    }
}
