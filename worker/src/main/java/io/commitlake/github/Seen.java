package io.commitlake.github;

import io.commitlake.model.CommitlakeException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/** GitHub's JSON as what it means. */
final class Seen {
    private Seen() {}

    /** A repository of a reply in GraphQL; empty where it isn't there, for whatever reason: REST says which. */
    static Optional<RemoteRepository> repository(GraphQl.Reply reply, JsonNode node, String path) {
        if (reply.error(path).isPresent() || !node.hasNonNull("databaseId")) {
            return Optional.empty();
        }
        JsonNode target = node.path("defaultBranchRef").path("target");
        try {
            return Optional.of(new RemoteRepository(
                    node.path("databaseId").asLong(),
                    node.path("id").asString(),
                    node.path("nameWithOwner").asString(),
                    node.path("url").asString(),
                    Instant.parse(node.path("createdAt").asString()),
                    node.path("diskUsage").asLong(0),
                    target.hasNonNull("committedDate")
                            ? Optional.of(head(target.path("oid"), target.path("committedDate")))
                            : Optional.empty()));
        } catch (DateTimeParseException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    /**
     * A repository as REST gives it: without a head.
     *
     * @throws DateTimeParseException where its date isn't one
     * @throws IllegalArgumentException where another value of it can't be right
     */
    static Optional<RemoteRepository> repository(JsonNode body) {
        if (!body.path("id").isNumber() || !body.hasNonNull("html_url")) {
            return Optional.empty();
        }
        long id = body.path("id").asLong();
        return Optional.of(new RemoteRepository(
                id,
                body.path("node_id").asString(legacyNodeId(id)),
                body.path("full_name").asString(),
                body.path("html_url").asString(),
                Instant.parse(body.path("created_at").asString()),
                body.path("size").asLong(0),
                Optional.empty()));
    }

    /** What GitHub's older servers, which don't give one, take for a node id; github.com takes it too. */
    private static String legacyNodeId(long id) {
        return Base64.getEncoder().encodeToString(("010:Repository" + id).getBytes(StandardCharsets.US_ASCII));
    }

    /** A branch's commit. */
    static RemoteRepository.Head head(JsonNode sha, JsonNode date) {
        return new RemoteRepository.Head(sha.asString(), Instant.parse(date.asString()));
    }

    /** Whom GraphQL gives as a commit's author; nobody where GitHub knows none. */
    static OptionalLong author(GraphQl.Reply reply, String alias, String commit) {
        Optional<GraphQl.Fault> error = reply.error("node." + alias);
        JsonNode object = reply.data().path("node").path(alias);
        if (error.isPresent() || !object.isObject()) {
            throw CommitlakeException.repository("GitHub doesn't say who the author of the commit " + commit + " is: "
                    + error.map(GraphQl.Fault::words).orElse("it doesn't have the commit"));
        }
        JsonNode user = object.path("author").path("user").path("databaseId");
        return user.isNumber() ? OptionalLong.of(user.asLong()) : OptionalLong.empty();
    }

    /** Whom REST gives as a commit's author: only a user, as in GraphQL; it may be null or empty. */
    static OptionalLong author(JsonNode commit) {
        JsonNode author = commit.path("author");
        boolean user = author.path("id").isNumber()
                && author.path("type").asString("User").equals("User");
        return user ? OptionalLong.of(author.path("id").asLong()) : OptionalLong.empty();
    }
}
