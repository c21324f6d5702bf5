package io.commitlake.github;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.commit.EmailUse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
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
                    node.path("databaseId").asLong(),
                    node.path("id").asString(),
                    node.path("nameWithOwner").asString(),
                    node.path("url").asString(),
                    Instant.parse(node.path("createdAt").asString()),
                    node.path("diskUsage").asLong(0),
                    target.hasNonNull("committedDate")
                            ? Optional.of(head(target.path("oid"), target.path("committedDate")))
                            : Optional.empty(),
                    DetailsJson.ofGraphQl(node)));
        } catch (DateTimeParseException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    /**
     * A repository in a REST response, without its head; empty if the body isn't a repository.
     *
     * @throws DateTimeParseException if the creation date is malformed
     * @throws IllegalArgumentException if the id, a name or the address is malformed
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
                Optional.empty(),
                DetailsJson.ofRest(body)));
    }

    /** The legacy form of a node id, for older servers that return none. github.com accepts it as well. */
    private static String legacyNodeId(long id) {
        return Base64.getEncoder().encodeToString(("010:Repository" + id).getBytes(StandardCharsets.US_ASCII));
    }

    /** The commit that a branch points to. */
    static RemoteRepository.Head head(JsonNode sha, JsonNode date) {
        return new RemoteRepository.Head(sha.asString(), Instant.parse(date.asString()));
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
        JsonNode user = object.path(use.role().text()).path("user").path("databaseId");
        return user.isNumber() ? OptionalLong.of(user.asLong()) : OptionalLong.empty();
    }

    /** The user id of a commit's author or committer in a REST response; empty if it is null, empty or not a user. */
    static OptionalLong user(JsonNode commit, EmailUse.Role role) {
        JsonNode person = commit.path(role.text());
        boolean isUser = person.path("id").isNumber()
                && person.path("type").asString("User").equals("User");
        return isUser ? OptionalLong.of(person.path("id").asLong()) : OptionalLong.empty();
    }
}
