package io.commitlake.github;

import io.commitlake.model.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads the details of a repository from GitHub's JSON. A missing or malformed value never fails a lookup. */
final class DetailsJson {
    /**
     * The fields of a repository in GraphQL that can fail without the repository itself: the parent may be blocked
     * while the fork isn't.
     */
    static final Set<String> FIELDS = Set.of(
            "isFork",
            "parent",
            "isArchived",
            "isPrivate",
            "licenseInfo",
            "primaryLanguage",
            "repositoryTopics",
            "stargazerCount",
            "forkCount",
            "issues",
            "pushedAt",
            "description");

    private DetailsJson() {}

    static RepositoryDetails ofGraphQl(JsonNode node) {
        return new RepositoryDetails(
                text(node.path("defaultBranchRef").path("name")),
                flag(node.path("isFork")),
                Json.integer(node.path("parent").path("databaseId")),
                flag(node.path("isArchived")),
                flag(node.path("isPrivate")),
                text(node.path("licenseInfo").path("spdxId")),
                text(node.path("primaryLanguage").path("name")),
                texts(node.path("repositoryTopics").path("nodes"), "/topic/name"),
                Json.integer(node.path("stargazerCount")),
                Json.integer(node.path("forkCount")),
                Json.integer(node.path("issues").path("totalCount")),
                Json.integer(node.path("diskUsage")),
                time(node, "pushedAt"),
                text(node.path("description")));
    }

    static RepositoryDetails ofRest(JsonNode body) {
        return new RepositoryDetails(
                text(body.path("default_branch")),
                flag(body.path("fork")),
                Json.integer(body.path("parent").path("id")),
                flag(body.path("archived")),
                flag(body.path("private")),
                text(body.path("license").path("spdx_id")),
                text(body.path("language")),
                texts(body.path("topics"), ""),
                Json.integer(body.path("stargazers_count")),
                Json.integer(body.path("forks_count")),
                // open_issues_count includes pull requests.
                OptionalLong.empty(),
                Json.integer(body.path("size")),
                time(body, "pushed_at"),
                text(body.path("description")));
    }

    private static Optional<String> text(JsonNode value) {
        return value.isString() ? Optional.of(value.asString()) : Optional.empty();
    }

    private static Optional<Boolean> flag(JsonNode value) {
        return value.isBoolean() ? Optional.of(value.asBoolean()) : Optional.empty();
    }

    private static Optional<Instant> time(JsonNode repository, String field) {
        try {
            return Optional.of(Json.time(repository, field));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /**
     * The texts in an array, at the same place in each element.
     *
     * @param pointer a JSON pointer within an element; empty for the element itself
     */
    private static Optional<List<String>> texts(JsonNode array, String pointer) {
        return array.isArray()
                ? Optional.of(array.valueStream()
                        .map(element -> text(element.at(pointer)))
                        .flatMap(Optional::stream)
                        .toList())
                : Optional.empty();
    }
}
