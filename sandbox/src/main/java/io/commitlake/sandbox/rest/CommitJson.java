package io.commitlake.sandbox.rest;

import io.commitlake.sandbox.git.Commit;
import io.commitlake.sandbox.hub.HostedRepository;
import io.commitlake.sandbox.hub.NodeIds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Commits of a repository as JSON, in the form of lists, details and comparisons, and in that of {@code git/commits}.
 */
final class CommitJson {
    private final String api;
    private final HostedRepository hosted;
    private final String self;

    CommitJson(String api, HostedRepository hosted) {
        this.api = api;
        this.hosted = hosted;
        this.self = api + "/repos/" + hosted.fullName();
    }

    /** The form of lists, without files. Author and committer are GitHub users, or null if GitHub knows none. */
    Map<String, Object> listed(Commit commit) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("sha", commit.oid());
        body.put("node_id", nodeId(commit));
        body.put("commit", inner(commit));
        body.put("url", self + "/commits/" + commit.oid());
        body.put("html_url", page(commit.oid()));
        body.put("comments_url", self + "/commits/" + commit.oid() + "/comments");
        body.put("author", AccountJson.ofEmail(api, commit.author().email()));
        body.put("committer", AccountJson.ofEmail(api, commit.committer().email()));
        body.put("parents", parents(commit, "/commits/"));
        return body;
    }

    /** The form of {@code GET /repos/{owner}/{repo}/git/commits/{sha}}. */
    Map<String, Object> gitData(Commit commit) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("sha", commit.oid());
        body.put("node_id", nodeId(commit));
        body.put("url", self + "/git/commits/" + commit.oid());
        body.put("html_url", page(commit.oid()));
        body.put("author", person(commit.author()));
        body.put("committer", person(commit.committer()));
        body.put("tree", tree(commit));
        body.put("message", message(commit));
        body.put("parents", parents(commit, "/git/commits/"));
        body.put("verification", verification());
        return body;
    }

    private Map<String, Object> inner(Commit commit) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("author", person(commit.author()));
        body.put("committer", person(commit.committer()));
        body.put("message", message(commit));
        body.put("tree", tree(commit));
        body.put("url", self + "/git/commits/" + commit.oid());
        body.put("comment_count", 0);
        body.put("verification", verification());
        return body;
    }

    private String nodeId(Commit commit) {
        return NodeIds.object("C", hosted.id(), commit.oid());
    }

    private String page(String oid) {
        return hosted.url() + "/commit/" + oid;
    }

    private static Map<String, Object> person(Commit.Person person) {
        return Map.of(
                "name",
                person.name(),
                "email",
                person.email(),
                "date",
                person.at().toString());
    }

    private Map<String, Object> tree(Commit commit) {
        return Map.of("sha", commit.tree(), "url", self + "/git/trees/" + commit.tree());
    }

    private List<Map<String, Object>> parents(Commit commit, String below) {
        return commit.parents().stream()
                .map(oid -> Map.<String, Object>of("sha", oid, "url", self + below + oid, "html_url", page(oid)))
                .toList();
    }

    private static String message(Commit commit) {
        return commit.message().replaceFirst("\\n+$", "");
    }

    private static Map<String, Object> verification() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("verified", false);
        body.put("reason", "unsigned");
        body.put("signature", null);
        body.put("payload", null);
        body.put("verified_at", null);
        return body;
    }
}
