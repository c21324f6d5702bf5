package io.commitlake.sandbox.rest;

import io.commitlake.sandbox.git.FileChange;
import io.commitlake.sandbox.hub.HostedRepository;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files of a commit or a comparison as JSON, within {@link DiffLimits}. */
final class FilesJson {
    private final String api;
    private final HostedRepository hosted;
    private final DiffLimits limits;

    FilesJson(String api, HostedRepository hosted, DiffLimits limits) {
        this.api = api;
        this.hosted = hosted;
        this.limits = limits;
    }

    /**
     * The files in Git's order.
     *
     * @param before the commit that still has the removed files
     * @param after the commit that has the other files
     */
    List<Map<String, Object>> bodies(List<FileChange> changes, String before, String after) {
        List<Map<String, Object>> bodies = new ArrayList<>();
        long lines = 0;
        long bytes = 0;
        for (FileChange change : changes) {
            boolean shown = fits(change) && lines <= limits.allLines() && bytes <= limits.allBytes();
            if (fits(change)) {
                lines += change.patchBytes() <= limits.patchBytes() ? change.additions() + change.deletions() : 0;
                bytes += change.patchBytes();
                shown &= lines <= limits.allLines() && bytes <= limits.allBytes();
            }
            bodies.add(body(change, change.status() == 'D' ? before : after, shown));
        }
        return bodies;
    }

    private boolean fits(FileChange change) {
        return change.additions() + change.deletions() <= limits.fileLines()
                && change.patchBytes() <= limits.fileBytes();
    }

    private Map<String, Object> body(FileChange change, String commit, boolean shown) {
        String path = change.path().encoded();
        long additions = shown ? change.additions() : 0;
        long deletions = shown ? change.deletions() : 0;
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("sha", change.oid());
        body.put("filename", change.path().text());
        body.put("status", status(change.status()));
        body.put("additions", additions);
        body.put("deletions", deletions);
        body.put("changes", additions + deletions);
        body.put("blob_url", hosted.url() + "/blob/" + commit + "/" + path);
        body.put("raw_url", hosted.url() + "/raw/" + commit + "/" + path);
        body.put("contents_url", api + "/repos/" + hosted.fullName() + "/contents/" + path + "?ref=" + commit);
        if (shown && change.patchBytes() <= limits.patchBytes()) {
            change.patch().ifPresent(patch -> body.put("patch", patch));
        }
        change.previous().ifPresent(previous -> body.put("previous_filename", previous.text()));
        return body;
    }

    private static String status(char letter) {
        return switch (letter) {
            case 'A' -> "added";
            case 'D' -> "removed";
            case 'M' -> "modified";
            case 'R' -> "renamed";
            case 'T' -> "changed";
            default -> throw new IllegalArgumentException("Git's status " + letter + " has no name on GitHub");
        };
    }
}
