package io.commitlake.github;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Questions in GraphQL. A null is only believed where no error names its path. */
final class GraphQl {
    /** What every answer about a repository holds. */
    static final String REPOSITORY = """
            fragment seen on Repository {
              id
              databaseId
              nameWithOwner
              url
              createdAt
              diskUsage
              defaultBranchRef { target { oid ... on Commit { committedDate } } }
            }
            """;

    /**
     * An answer.
     *
     * @param data what was asked for
     * @param errors by the path that each one names, joined by dots
     */
    record Answer(JsonNode data, Map<String, Fault> errors) {
        /** The error that stands at a path or below it. */
        Optional<Fault> error(String path) {
            return errors.entrySet().stream()
                    .filter(entry ->
                            entry.getKey().equals(path) || entry.getKey().startsWith(path + "."))
                    .map(Map.Entry::getValue)
                    .findFirst();
        }
    }

    /**
     * An error of a part of an answer.
     *
     * @param type GitHub's name for it, {@code NOT_FOUND}
     */
    record Fault(String type, String message) {
        String words() {
            return type.isEmpty() ? message : type + ": " + message;
        }
    }

    private final Http http;
    private final URI address;

    GraphQl(Http http, URI address) {
        this.http = http;
        this.address = address;
    }

    /**
     * Asks.
     *
     * @throws CommitlakeException of kind GITHUB where the question as a whole got no answer
     */
    Answer ask(String query, Map<String, ?> variables) {
        Exchange exchange = http.post(address, Json.write(Map.of("query", query, "variables", variables)));
        if (exchange.status() == 401) {
            throw CommitlakeException.settings(
                    "GitHub's GraphQL needs a token: set GITHUB_TOKENS or GITHUB_TOKENS_FILE (" + exchange.words()
                            + ")");
        }
        if (!exchange.ok()) {
            throw exchange.failure();
        }
        JsonNode answer;
        try {
            answer = Json.tree(exchange.body());
        } catch (JacksonException broken) {
            throw CommitlakeException.github(exchange.words() + " (cut off or no JSON)", broken);
        }
        Map<String, Fault> errors = new TreeMap<>();
        for (JsonNode error : answer.path("errors")) {
            StringBuilder path = new StringBuilder();
            error.path("path")
                    .forEach(part -> path.append(path.isEmpty() ? "" : ".").append(part.asString()));
            errors.put(
                    path.toString(),
                    new Fault(
                            error.path("type").asString(""),
                            error.path("message").asString("")));
        }
        JsonNode data = answer.path("data");
        if (!data.isObject() || errors.containsKey("")) {
            throw exchange.failure();
        }
        return new Answer(data, errors);
    }
}
