package io.commitlake.sandbox.rest;

import io.commitlake.sandbox.git.GitObject;
import io.commitlake.sandbox.git.ObjectReader;
import io.commitlake.sandbox.git.TreeEntry;
import io.commitlake.sandbox.hub.NodeIds;
import io.commitlake.sandbox.web.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Serves Git's objects: {@code …/git/commits/{sha}}, {@code …/git/trees/{sha}} and {@code …/git/blobs/{sha}}. */
final class GitData {
    private static final int MAX_BLOB = 100 * 1024 * 1024;
    private static final int MAX_ENTRIES = 100_000;
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(60, "\n".getBytes(StandardCharsets.US_ASCII));

    Answer commit(RepositoryRequest request) {
        if (request.history().head().isEmpty()) {
            return Errors.empty();
        }
        try (ObjectReader objects = request.history().objects()) {
            return found(objects, request.subject(), GitObject.Type.COMMIT)
                    .map(commit -> Answer.json(200, request.commits().gitData(objects.commit(commit.oid()))))
                    .orElseGet(Errors::notFound);
        }
    }

    /**
     * A tree, named by its SHA, a commit or a branch; with all its subtrees if {@code recursive} is given, whatever its
     * value.
     */
    Answer tree(RepositoryRequest request) {
        if (request.history().head().isEmpty()) {
            return Errors.empty();
        }
        try (ObjectReader objects = request.history().objects()) {
            return objects.find(request.subject() + "^{tree}")
                    .map(tree -> tree(request, tree.oid()))
                    .orElseGet(Errors::notFound);
        }
    }

    private static Answer tree(RepositoryRequest request, String oid) {
        String git = request.api() + "/repos/" + request.hosted().fullName() + "/git";
        List<TreeEntry> entries = request.history().tree(oid, request.query().has("recursive"));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("sha", oid);
        body.put("url", git + "/trees/" + oid);
        body.put(
                "tree",
                entries.stream()
                        .limit(MAX_ENTRIES)
                        .map(entry -> entry(git, entry))
                        .toList());
        body.put("truncated", entries.size() > MAX_ENTRIES);
        return Answer.json(200, body);
    }

    private static Map<String, Object> entry(String git, TreeEntry entry) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("path", entry.path().text());
        body.put("mode", entry.mode());
        body.put("type", entry.type());
        body.put("sha", entry.oid());
        entry.size().ifPresent(size -> body.put("size", size));
        if (!entry.type().equals("commit")) { // a submodule's commit is in another repository
            body.put("url", git + "/" + entry.type() + "s/" + entry.oid());
        }
        return body;
    }

    /** A blob as base64 lines, or raw if the client accepts {@code application/vnd.github.raw}. */
    Answer blob(RepositoryRequest request) {
        if (request.history().head().isEmpty()) {
            return Errors.empty();
        }
        try (ObjectReader objects = request.history().objects()) {
            Optional<GitObject> found = found(objects, request.subject(), GitObject.Type.BLOB);
            if (found.isEmpty()) {
                return Errors.notFound();
            }
            if (found.get().size() > MAX_BLOB) {
                return Answer.error(
                        403,
                        "This API returns blobs up to 100 MB in size.",
                        "https://docs.github.com/rest/git/blobs#get-a-blob");
            }
            byte[] contents = objects.contents(found.get().oid());
            return request.accept().contains("raw")
                    ? new Answer(200, Map.of("Content-Type", "application/vnd.github.raw; charset=utf-8"), contents)
                    : Answer.json(200, blob(request, found.get(), contents));
        }
    }

    private static Map<String, Object> blob(RepositoryRequest request, GitObject blob, byte[] contents) {
        String encoded = LINES.encodeToString(contents);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("sha", blob.oid());
        body.put("node_id", NodeIds.object("B", request.hosted().id(), blob.oid()));
        body.put("size", blob.size());
        body.put("url", request.api() + "/repos/" + request.hosted().fullName() + "/git/blobs/" + blob.oid());
        body.put("content", encoded.isEmpty() ? "" : encoded + "\n");
        body.put("encoding", "base64");
        return body;
    }

    private static Optional<GitObject> found(ObjectReader objects, String oid, GitObject.Type type) {
        return objects.find(oid).filter(object -> object.type() == type);
    }
}
