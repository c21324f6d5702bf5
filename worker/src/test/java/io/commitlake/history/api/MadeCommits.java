package io.commitlake.history.api;

import io.commitlake.history.Remote;
import io.commitlake.history.object.RawCommit;
import io.commitlake.model.commit.Signature;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Commits as GitHub's REST lists them, with true SHAs, so that {@link CommitProof} accepts them. */
final class MadeCommits {
    static final Remote REMOTE = new Remote(
            7, Optional.of("R_7"), OptionalLong.empty(), URI.create("https://example.com/a/b"), Optional.empty());

    private static final String TREE = "4".repeat(40);
    private static final Map<String, String> PERSON =
            Map.of("name", "A", "email", "a@b", "date", "2001-09-09T01:46:40Z");

    private MadeCommits() {}

    /** An object with parents and no more. */
    static RawCommit object(List<String> parents) {
        Signature nobody = new Signature(Optional.empty(), Optional.empty(), Instant.EPOCH, OptionalLong.empty());
        return new RawCommit(TREE, parents, nobody, nobody, "");
    }

    /** A commit, and the form in which REST shows it. */
    record Made(String sha, Map<String, Object> shown) {}

    static Made commit(String message, String... parents) {
        String above = Stream.of(parents)
                .map(parent -> "parent " + parent + "\n")
                .collect(Collectors.joining("", "tree " + TREE + "\n", ""));
        String by = "A <a@b> 1000000000 +0000\n";
        String sha = CommitProofTest.sha(above + "author " + by + "committer " + by + "\n" + message + "\n");
        return new Made(
                sha, shown(sha, TREE, message, List.of(parents), Map.of("author", PERSON, "committer", PERSON)));
    }

    /**
     * A commit as REST shows it.
     *
     * @param more further fields beside the message
     */
    static Map<String, Object> shown(
            String sha, String tree, String message, List<String> parents, Map<String, Object> more) {
        Map<String, Object> commit = new HashMap<>(more);
        commit.put("tree", Map.of("sha", tree));
        commit.put("message", message);
        return Map.of(
                "sha",
                sha,
                "parents",
                parents.stream().map(parent -> Map.of("sha", parent)).toList(),
                "commit",
                commit);
    }
}
