package io.commitlake.history.api;

import io.commitlake.history.lines.LineCount;
import io.commitlake.model.Json;
import io.commitlake.model.Sha;
import io.commitlake.model.commit.ChangeStatus;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/**
 * A file that GitHub lists for a commit. Only additions, changes, removals and renames are accepted: Git counts copies
 * and changes of type differently, and other statuses are unknown.
 *
 * @param sha the SHA of the blob that the commit left or removed, or of a submodule's commit
 * @param previous the old path of a renamed file
 * @param lines the line counts as GitHub shows them; zeros may mean that it didn't count
 * @param hasPatch whether GitHub shows a patch
 */
record ListedFile(
        ChangeStatus status, String sha, String path, Optional<String> previous, LineCount lines, boolean hasPatch) {
    private static final char REPLACED = '\ufffd';

    static ListedFile of(String commit, JsonNode file) {
        String path = text(commit, file, "filename");
        String sha = file.path("sha").asString("");
        if (!Sha.is(sha)) {
            throw new UncertainAnswerException(
                    "GitHub shows no SHA of " + path + " in " + commit); // its schema allows that
        }
        ChangeStatus status = switch (file.path("status").asString("")) {
            case "added" -> ChangeStatus.ADDED;
            case "modified" -> ChangeStatus.MODIFIED;
            case "removed" -> ChangeStatus.REMOVED;
            case "renamed" -> ChangeStatus.RENAMED;
            case String other ->
                throw new UncertainAnswerException(
                        "GitHub gives " + path + " in " + commit + " the status \"" + other + "\"");
        };
        OptionalLong added = Json.integer(file.path("additions"));
        OptionalLong deleted = Json.integer(file.path("deletions"));
        if (added.orElse(-1) < 0 || deleted.orElse(-1) < 0) {
            throw new UncertainAnswerException("GitHub shows no line counts for " + path + " in " + commit);
        }
        String patch = file.path("patch").asString("");
        if (patch.indexOf('\0') >= 0) {
            throw new UncertainAnswerException("GitHub shows " + path + " in " + commit
                    + " as text, but its patch has a NUL, so Git may take it for binary");
        }
        return new ListedFile(
                status,
                sha,
                path,
                status == ChangeStatus.RENAMED
                        ? Optional.of(text(commit, file, "previous_filename"))
                        : Optional.empty(),
                new LineCount(added.getAsLong(), deleted.getAsLong()),
                !patch.isEmpty());
    }

    private static String text(String commit, JsonNode file, String field) {
        String path = file.path(field).asString("");
        if (path.isEmpty() || path.indexOf(REPLACED) >= 0) {
            throw new UncertainAnswerException(
                    "GitHub shows the empty or garbled " + field + " \"" + path + "\" in " + commit);
        }
        return path;
    }

    byte[] pathBytes() {
        return path.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether lines may have changed though GitHub counts none, as it does for binary files and large diffs. */
    boolean mayHideLines() {
        return lines.equals(LineCount.NONE) && !hasPatch;
    }
}
