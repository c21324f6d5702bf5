package io.commitlake.history.api;

import io.commitlake.history.Remote;
import io.commitlake.history.object.RawCommit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** What the API source makes of a commit that REST shows, in words: for tests that read recordings. */
public final class ShownCommit {
    private ShownCommit() {}

    /** Of one in a list or a comparison: whether its object can be proved. Recordings whose people were replaced can't be. */
    public static String listed(JsonNode commit) {
        return words(() -> "proved, " + ListedCommit.of(commit).parents().size() + " parents");
    }

    /** Of one page of its files, where the others aren't there. */
    public static String page(JsonNode commit, int number) {
        return words(() -> files(CommitFiles.page(commit.path("sha").asString(""), number, commit)) + " read");
    }

    /** Of a commit in detail, as histories ask for it. */
    public static String detail(HistoryApi api, Remote remote, String sha) {
        String whole = words(() -> {
            CommitDetail detail = CommitDetail.of(api, remote, sha);
            return "proved, " + looked(detail);
        });
        String files = words(() -> {
            CommitFiles shown = CommitFiles.of(api, remote, sha);
            return "all " + files(shown.files()) + " read, " + looked(unproved(sha, shown));
        });
        return files.equals(whole) ? whole : files + "; " + whole;
    }

    private static String files(List<ListedFile> files) {
        long unexplained = files.stream().filter(ListedFile::unexplained).count();
        return files.size() + " files" + (unexplained > 0 ? " (" + unexplained + " of unknown lines)" : "");
    }

    private static String looked(CommitDetail detail) {
        return new ChangedFiles(detail).lookups().size() + " objects to look up";
    }

    /** As it would be, could its object be proved. */
    private static CommitDetail unproved(String sha, CommitFiles shown) {
        List<String> parents = new ArrayList<>();
        shown.commit()
                .path("parents")
                .forEach(parent -> parents.add(parent.path("sha").asString()));
        return new CommitDetail(sha, new RawCommit(parents, Optional.empty(), 0, ""), shown.files());
    }

    private static String words(Supplier<String> read) {
        try {
            return read.get();
        } catch (UncertainAnswerException doubt) {
            return "doubted: " + doubt.why();
        }
    }
}
