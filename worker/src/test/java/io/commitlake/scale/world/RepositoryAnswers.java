package io.commitlake.scale.world;

import io.commitlake.scale.world.MadeUpGitHub.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** GitHub's answers about repositories. */
final class RepositoryAnswers {
    private static final Pattern WINDOW = Pattern.compile("created:([^.]+)\\.\\.([^ +]+)[ +].*&page=(\\d+)");
    private static final int PAGE = 100;

    /** GitHub's formula charges a point for each hundred connections; a look-up asks for two in each repository. */
    private static final int CONNECTIONS = 2;

    private final MadeUpHub hub;

    RepositoryAnswers(MadeUpHub hub) {
        this.hub = hub;
    }

    static int id(String nodeId) {
        return Integer.parseInt(nodeId.substring(2));
    }

    Answer nodes(JsonNode ids) {
        List<@Nullable Object> nodes = new ArrayList<>();
        List<Object> errors = new ArrayList<>();
        for (JsonNode node : ids) {
            int id = id(node.asString());
            if (hub.isGone(id)) {
                errors.add(Map.of(
                        "type",
                        "NOT_FOUND",
                        "path",
                        List.of("nodes", nodes.size()),
                        "message",
                        "Could not resolve to a node with the global id of '" + node.asString() + "'"));
                nodes.add(null);
            } else {
                nodes.add(node(id));
            }
        }
        Map<String, Object> body = new HashMap<>();
        body.put("data", Map.of("nodes", nodes));
        if (!errors.isEmpty()) {
            body.put("errors", errors);
        }
        int points = Math.max(1, Math.round(CONNECTIONS * ids.size() / 100f));
        return new Answer("look-up of up to 100 repositories", points, 200, body, Map.of());
    }

    private Map<String, Object> node(int id) {
        Map<String, Object> node = new HashMap<>();
        node.put("id", "R_" + id);
        node.put("databaseId", id);
        node.put("nameWithOwner", MadeUpHub.name(id));
        node.put("url", "https://github.com/" + MadeUpHub.name(id));
        node.put("createdAt", hub.createdAt(id).toString());
        node.put("diskUsage", hub.kilobytes(id));
        node.put(
                "defaultBranchRef",
                Map.of(
                        "name",
                        "main",
                        "target",
                        Map.of(
                                "oid",
                                hub.head(id),
                                "committedDate",
                                hub.headAt(id).toString())));
        node.put("isFork", false);
        node.put("isArchived", false);
        node.put("isPrivate", false);
        node.put("licenseInfo", Map.of("spdxId", "MIT"));
        node.put("primaryLanguage", Map.of("name", "Java"));
        node.put("repositoryTopics", Map.of("nodes", List.of(Map.of("topic", Map.of("name", "topic-" + id % 100)))));
        node.put("stargazerCount", 100 + id % 1000);
        node.put("forkCount", id % 50);
        node.put("issues", Map.of("totalCount", id % 20));
        node.put("pushedAt", hub.headAt(id).toString());
        node.put("description", "The made-up repository " + id + ", which is described in one sentence");
        return node;
    }

    /** A page of the repositories that were created in a window, in any order. */
    Answer search(String query) {
        Matcher window = WINDOW.matcher(query);
        if (!window.find()) {
            throw new IllegalArgumentException("the made-up GitHub doesn't know the search " + query);
        }
        int first = hub.createdBefore(Instant.parse(window.group(1))) + 1;
        int last = hub.createdBefore(Instant.parse(window.group(2)).plusSeconds(1));
        int from = first + PAGE * (Integer.parseInt(window.group(3)) - 1);
        List<Object> items = new ArrayList<>();
        for (int id = from; id <= Math.min(last, from + PAGE - 1); id++) {
            items.add(item(id));
        }
        return Answer.ok(
                "search",
                Map.of("total_count", Math.max(0, last - first + 1), "incomplete_results", false, "items", items));
    }

    private Map<String, Object> item(int id) {
        return Map.of(
                "id",
                id,
                "node_id",
                "R_" + id,
                "full_name",
                MadeUpHub.name(id),
                "html_url",
                "https://github.com/" + MadeUpHub.name(id),
                "created_at",
                hub.createdAt(id).toString(),
                "size",
                hub.kilobytes(id),
                "default_branch",
                "main",
                "stargazers_count",
                100 + id % 1000,
                "description",
                "The made-up repository " + id + ", which is described in one sentence");
    }

    Answer byId(int id, boolean head) {
        if (hub.isGone(id)) {
            return Answer.missing("look-up of one repository");
        }
        return Answer.ok(
                "look-up of one repository",
                head
                        ? Map.of(
                                "sha",
                                hub.head(id),
                                "commit",
                                Map.of(
                                        "committer",
                                        Map.of("date", hub.headAt(id).toString())))
                        : item(id));
    }
}
