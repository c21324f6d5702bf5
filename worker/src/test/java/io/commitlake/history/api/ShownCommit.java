package io.commitlake.history.api;

import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** What the API source makes of a commit that REST shows, in words: for tests that read recordings. */
public final class ShownCommit {
    private ShownCommit() {}

    /** Of its object: whether it can be proved. Recordings whose people were replaced can't be. */
    public static String proof(JsonNode commit) {
        return words(() -> "proved, " + CommitProof.read(commit).parents().size() + " parents");
    }

    /** Of its files on this page: whether each can be git's. */
    public static String files(JsonNode commit) {
        return words(() -> {
            int unexplained = 0;
            for (JsonNode file : commit.path("files")) {
                unexplained +=
                        ListedFile.of(commit.path("sha").asString(""), file).unexplained() ? 1 : 0;
            }
            return "files read" + (unexplained > 0 ? ", " + unexplained + " of unknown lines" : "");
        });
    }

    private static String words(Supplier<String> read) {
        try {
            return read.get();
        } catch (Doubt doubt) {
            return "doubted: " + doubt.why();
        }
    }
}
