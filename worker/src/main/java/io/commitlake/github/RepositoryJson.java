package io.commitlake.github;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import io.commitlake.model.commit.EmailUse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/** Reads repositories, heads and users from GitHub's JSON. */
final class RepositoryJson {
    private RepositoryJson() {}

    /** A repository in a GraphQL reply; empty if it is missing, for a reason that only REST reports. */
    static Optional<RemoteRepository> repository(GraphQl.Reply reply, JsonNode node, String path) {
        if (reply.errorOutside(path, DetailsJson.FIELDS).isPresent() || !node.hasNonNull("databaseId")) {
            return Optional.empty();
        }
        JsonNode target = node.path("defaultBranchRef").path("target");
        try {
            return Optional.of(new RemoteRepository(
                    Json.integer(node, "databaseId"),
                    Json.text(node, "id"),
                    Json.text(node, "nameWithOwner"),
                    Json.text(node, "url"),
                    Json.time(node, "createdAt"),
                    kilobytes(node.path("diskUsage")),
                    target.hasNonNull("committedDate")
                            ? Optional.of(new RemoteRepository.Head(
                                    Json.text(target, "oid"), Json.time(target, "committedDate")))
                            : Optional.empty(),
                    DetailsJson.ofGraphQl(node)));
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    /**
     * A repository in a REST response, without its head; empty if the body isn't a repository.
     *
     * @throws IllegalArgumentException if the id, a name, the address or the creation date is malformed
     */
    static Optional<RemoteRepository> repository(JsonNode body) {
        if (!body.path("id").isNumber() || !body.hasNonNull("html_url")) {
            return Optional.empty();
        }
        long id = Json.integer(body, "id");
        return Optional.of(new RemoteRepository(
                id,
                body.path("node_id").asString(legacyNodeId(id)),
                Json.text(body, "full_name"),
                Json.text(body, "html_url"),
                Json.time(body, "created_at"),
                kilobytes(body.path("size")),
                Optional.empty(),
                DetailsJson.ofRest(body)));
    }

    /** The legacy form of a node id, for older servers that return none. github.com accepts it as well. */
    private static String legacyNodeId(long id) {
        return Base64.getEncoder().encodeToString(("010:Repository" + id).getBytes(StandardCharsets.US_ASCII));
    }

    private static long kilobytes(JsonNode size) {
        return Math.max(0, Json.integer(size).orElse(0));
    }

    /**
     * The user id of a commit's author or committer in a GraphQL reply; empty if no user is linked to the e-mail.
     *
     * @throws CommitlakeException of kind REPOSITORY if the reply lacks the commit
     */
    static OptionalLong user(GraphQl.Reply reply, String alias, EmailUse use) {
        Optional<GraphQl.Fault> error = reply.error("node." + alias);
        JsonNode object = reply.data().path("node").path(alias);
        if (error.isPresent() || !object.isObject()) {
            throw CommitlakeException.repository(
                    "GitHub doesn't show the " + use.role().text() + " of commit " + use.commit() + ": "
                            + error.map(GraphQl.Fault::text).orElse("it doesn't have the commit"));
        }
        return userId(object.path(use.role().text()).path("user").path("databaseId"), use.role());
    }

    /**
     * The user id of a commit's author or committer in a REST response; empty if it is null, empty or not a user.
     *
     * @throws CommitlakeException of kind REPOSITORY if the id is malformed
     */
    static OptionalLong user(JsonNode commit, EmailUse.Role role) {
        JsonNode person = commit.path(role.text());
        return person.path("type").asString("User").equals("User")
                ? userId(person.path("id"), role)
                : OptionalLong.empty();
    }

    private static OptionalLong userId(JsonNode id, EmailUse.Role role) {
        if (id.isMissingNode() || id.isNull()) {
            return OptionalLong.empty();
        }
        OptionalLong number = Json.integer(id);
        if (number.orElse(0) <= 0) {
            throw CommitlakeException.repository("GitHub shows the user id " + id + " for the " + role.text()
                    + " of a commit: it should be a positive whole number");
        }
        return number;
    }
}
