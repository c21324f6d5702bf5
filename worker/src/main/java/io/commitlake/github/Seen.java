package io.commitlake.github;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** GitHub's JSON as what it means. */
final class Seen {
    private Seen() {}

    /** A repository of an answer; a null counts as gone only where GitHub's own error says so. */
    static Lookup lookup(GraphQl.Answer answer, JsonNode node, String path) {
        Optional<GraphQl.Fault> error = answer.error(path);
        if (error.isPresent()) {
            return error.get().type().equals("NOT_FOUND")
                    ? new Lookup.Gone(error.get().words())
                    : new Lookup.Failed(error.get().words());
        }
        if (!node.isObject() || !node.hasNonNull("databaseId")) {
            return new Lookup.Failed("GitHub's answer lacks the repository at " + path + " and says no error of it");
        }
        try {
            return new Lookup.Found(repository(node));
        } catch (DateTimeParseException unreadable) {
            return new Lookup.Failed("GitHub's answer can't be read at " + path + ": " + unreadable.getMessage());
        }
    }

    private static RemoteRepository repository(JsonNode node) {
        JsonNode target = node.path("defaultBranchRef").path("target");
        return new RemoteRepository(
                node.path("databaseId").asLong(),
                node.path("id").asString(),
                node.path("nameWithOwner").asString(),
                node.path("url").asString(),
                Instant.parse(node.path("createdAt").asString()),
                node.path("diskUsage").asLong(0),
                target.hasNonNull("committedDate")
                        ? Optional.of(new RemoteRepository.Head(
                                target.path("oid").asString(),
                                Instant.parse(target.path("committedDate").asString())))
                        : Optional.empty());
    }

    /** A repository as REST gives it: without a head. */
    static Lookup rest(Exchange exchange) {
        try {
            JsonNode body = Json.tree(exchange.body());
            return new Lookup.Found(new RemoteRepository(
                    body.path("id").asLong(),
                    body.path("node_id").asString(),
                    body.path("full_name").asString(),
                    body.path("html_url").asString(),
                    Instant.parse(body.path("created_at").asString()),
                    body.path("size").asLong(0),
                    Optional.empty()));
        } catch (JacksonException | DateTimeParseException unreadable) {
            return new Lookup.Failed(exchange.words() + " (can't be read: " + unreadable.getMessage() + ")");
        }
    }

    static OptionalLong author(GraphQl.Answer answer, String alias, String commit) {
        Optional<GraphQl.Fault> error = answer.error("node." + alias).or(() -> answer.error("node"));
        JsonNode object = answer.data().path("node").path(alias);
        if (error.isPresent() || !object.isObject()) {
            throw CommitlakeException.repository("GitHub doesn't say who the author of the commit " + commit + " is: "
                    + error.map(GraphQl.Fault::words).orElse("it doesn't have the commit"));
        }
        JsonNode user = object.path("author").path("user").path("databaseId");
        return user.isNumber() ? OptionalLong.of(user.asLong()) : OptionalLong.empty();
    }
}
