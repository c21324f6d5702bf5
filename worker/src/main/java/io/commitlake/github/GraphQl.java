package io.commitlake.github;

import io.commitlake.github.http.ApiRequest;
import io.commitlake.github.http.ApiResponse;
import io.commitlake.github.http.Http;
import io.commitlake.github.http.Verdict;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Runs GraphQL queries. A null counts as absent only if no error names its path. */
final class GraphQl {
    /**
     * A reply to a query.
     *
     * @param data the requested data
     * @param errors the errors by the path that each one names, joined by dots
     */
    record Reply(JsonNode data, Map<String, Fault> errors) {
        /** The first error at a path or below it. */
        Optional<Fault> error(String path) {
            return errors.entrySet().stream()
                    .filter(entry ->
                            entry.getKey().equals(path) || entry.getKey().startsWith(path + "."))
                    .map(Map.Entry::getValue)
                    .findFirst();
        }

        /**
         * The first error at a path or below it, except at or below the given fields.
         *
         * @param fields names of fields directly below the path
         */
        Optional<Fault> errorOutside(String path, Set<String> fields) {
            return errors.entrySet().stream()
                    .filter(entry -> entry.getKey().equals(path)
                            || (entry.getKey().startsWith(path + ".")
                                    && !fields.contains(entry.getKey()
                                            .substring(path.length() + 1)
                                            .split("\\.", 2)[0])))
                    .map(Map.Entry::getValue)
                    .findFirst();
        }

        /** Whether the query was too large, so that parts of the data are missing. */
        boolean isTooLarge() {
            return errors.values().stream().anyMatch(Fault::meansTooLarge);
        }
    }

    /**
     * An error in a part of a reply.
     *
     * @param type GitHub's name for the kind of error, such as {@code NOT_FOUND}
     */
    record Fault(String type, String message) {
        String text() {
            return type.isEmpty() ? message : type + ": " + message;
        }

        boolean meansTooLarge() {
            return type.equals("RESOURCE_LIMITS_EXCEEDED");
        }
    }

    private final Http http;
    private final URI address;

    GraphQl(Http http, URI address) {
        this.http = http;
        this.address = address;
    }

    /**
     * Runs a query.
     *
     * @param repository the key of the repository that the query is about; empty for several
     * @param parts the number of parts that the query can be split into
     * @return the reply; empty if the query is too large and has to be split
     * @throws CommitlakeException of kind GITHUB if the query as a whole failed
     */
    Optional<Reply> run(QueryText query, Map<String, ?> variables, Optional<String> repository, int parts) {
        ApiRequest request = ApiRequest.post(
                address, Json.writeCompact(Map.of("query", query.text(), "variables", variables)), repository);
        ApiResponse response = http.send(parts > 1 ? request.withTwoTries() : request);
        // GitHub ends a query after ten seconds, with a 502 or with "Something went wrong".
        boolean tooLarge = parts > 1
                && (response.verdict().isTransient()
                        || (response.verdict() instanceof Verdict.Ok
                                && parse(response).isTooLarge()));
        if (tooLarge) {
            return Optional.empty();
        }
        boolean hidden = response.verdict() instanceof Verdict.Gone || response.verdict() instanceof Verdict.Forbidden;
        return Optional.of(hidden && repository.isPresent() ? hidden(response) : parse(response));
    }

    /** The reply if no token sees the repository that the query is about. */
    private static Reply hidden(ApiResponse response) {
        return new Reply(
                MissingNode.getInstance(),
                Map.of("node", new Fault("NOT_FOUND", response.verdict().message())));
    }

    /**
     * Parses a response.
     *
     * @throws CommitlakeException as {@link #run} does
     */
    static Reply parse(ApiResponse response) {
        if (!(response.verdict() instanceof Verdict.Ok(JsonNode body))) {
            throw response.failure();
        }
        Map<String, Fault> errors = new TreeMap<>();
        for (JsonNode error : body.path("errors")) {
            StringBuilder path = new StringBuilder();
            error.path("path")
                    .forEach(part -> path.append(path.isEmpty() ? "" : ".").append(part.asString("")));
            errors.put(
                    path.toString(),
                    new Fault(
                            error.path("type").asString(""),
                            error.path("message").asString("")));
        }
        Reply reply = new Reply(body.path("data"), errors);
        Optional<Fault> queryError = Optional.ofNullable(errors.get(""));
        if (!reply.isTooLarge() && (queryError.isPresent() || !reply.data().isObject())) {
            throw CommitlakeException.github(response.exchange().summary() + ": "
                    + queryError.map(Fault::text).orElse("the response holds no data"));
        }
        return reply;
    }
}
