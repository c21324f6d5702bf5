package io.commitlake.history.api;

import io.commitlake.history.lines.LineCount;
import io.commitlake.model.Sha;
import io.commitlake.model.commit.ChangeStatus;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A file of a commit's detail, as far as it can be git's. Copies and changes of type, which git counts by rules of its
 * own, and whatever else GitHub may call a change, are not.
 *
 * @param sha of the blob that was left or removed, or a submodule's commit
 * @param previous path, of a rename
 * @param lines as GitHub shows them; none at all may mean that it doesn't
 * @param patched whether a patch is shown with them
 */
record ListedFile(
        ChangeStatus status,
        String sha,
        String path,
        Optional<String> previous,
        LineCount lines,
        boolean patched,
        boolean submodule) {
    private static final char REPLACED = '\ufffd';

    static ListedFile of(String commit, JsonNode file) {
        String path = text(commit, file, "filename");
        String sha = file.path("sha").asString("");
        if (!Sha.is(sha)) {
            throw new UncertainAnswerException(
                    "GitHub shows no sha of " + path + " of " + commit); // as its schema allows
        }
        ChangeStatus status = switch (file.path("status").asString("")) {
            case "added" -> ChangeStatus.ADDED;
            case "modified" -> ChangeStatus.MODIFIED;
            case "removed" -> ChangeStatus.REMOVED;
            case "renamed" -> ChangeStatus.RENAMED;
            case String other ->
                throw new UncertainAnswerException("GitHub calls " + path + " of " + commit + " " + other);
        };
        if (!file.path("additions").isNumber() || !file.path("deletions").isNumber()) {
            throw new UncertainAnswerException("GitHub counts no lines of " + path + " of " + commit);
        }
        String patch = file.path("patch").asString("");
        return new ListedFile(
                status,
                sha,
                path,
                status == ChangeStatus.RENAMED
                        ? Optional.of(text(commit, file, "previous_filename"))
                        : Optional.empty(),
                new LineCount(
                        file.path("additions").asLong(), file.path("deletions").asLong()),
                !patch.isEmpty(),
                // No blob can hold its own name.
                patch.contains((status == ChangeStatus.REMOVED ? "-" : "+") + "Subproject commit " + sha));
    }

    private static String text(String commit, JsonNode file, String field) {
        String path = file.path(field).asString("");
        if (path.isEmpty() || path.indexOf(REPLACED) >= 0) {
            throw new UncertainAnswerException(
                    "GitHub shows no " + field + " or one of other bytes than it has, \"" + path + "\", of " + commit);
        }
        return path;
    }

    byte[] pathBytes() {
        return path.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether GitHub may have counted no lines where there are some: it does so where a diff is too large. */
    boolean unexplained() {
        return lines.equals(LineCount.NONE) && !patched;
    }

    /** Whether the path's bytes can't but be those of its characters: other encodings differ in other ones. */
    boolean isPlain() {
        return plain(path) && previous.map(ListedFile::plain).orElse(true);
    }

    private static boolean plain(String path) {
        return path.chars().allMatch(c -> c < 0x80);
    }
}
