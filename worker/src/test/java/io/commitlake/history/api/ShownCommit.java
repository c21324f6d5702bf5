package io.commitlake.history.api;

import io.commitlake.history.Remote;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** Describes how the API source reads a commit that REST shows, for tests that read recordings. */
public final class ShownCommit {
    private ShownCommit() {}

    /** Describes a commit in a list or comparison: whether it is proved. Recordings with anonymised people can't be. */
    public static String listed(JsonNode commit) {
        return describe(() -> "proved, " + ListedCommit.of(commit).parents().size() + " parents");
    }

    /** Describes one page of its files, if the other pages weren't recorded. */
    public static String page(JsonNode commit, int number) {
        return describe(() -> files(CommitFiles.page(commit.path("sha").asString(""), number, commit)) + " read");
    }

    /** Describes a commit on its own, as histories get it. */
    public static String detail(HistoryApi api, Remote remote, String sha) {
        String whole = describe(() -> {
            CommitDetail detail = CommitDetail.of(api, remote, sha);
            return "proved, " + lookups(detail);
        });
        String files = describe(() -> {
            CommitFiles shown = CommitFiles.of(api, remote, sha);
            return "all " + files(shown.files()) + " read, " + lookups(unproved(sha, shown));
        });
        return files.equals(whole) ? whole : files + "; " + whole;
    }

    private static String files(List<ListedFile> files) {
        long hidden = files.stream().filter(ListedFile::mayHideLines).count();
        return files.size() + " files" + (hidden > 0 ? " (" + hidden + " of unknown lines)" : "");
    }

    private static String lookups(CommitDetail detail) {
        return detail.paths().size() + " versions to look up";
    }

    /** The commit as if its object were proved. */
    private static CommitDetail unproved(String sha, CommitFiles shown) {
        List<String> parents = new ArrayList<>();
        shown.commit()
                .path("parents")
                .forEach(parent -> parents.add(parent.path("sha").asString()));
        return new CommitDetail(sha, MadeCommits.object(parents), shown.files());
    }

    private static String describe(Supplier<String> read) {
        try {
            return read.get();
        } catch (UncertainAnswerException doubt) {
            return "doubted: " + doubt.why();
        }
    }
}
