package io.commitlake.github;

import io.commitlake.github.http.ApiRequest;
import io.commitlake.github.http.ApiResponse;
import io.commitlake.github.http.Http;
import io.commitlake.github.http.Verdict;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
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

        /** Whether the token can't see the repository, so that another token may. */
        boolean meansHidden() {
            return type.equals("NOT_FOUND") || message.toLowerCase(Locale.ROOT).contains("access blocked");
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

    /**
     * The ids of those repositories, at most a batch, that no token sees. Each token is asked for those that no earlier
     * one has shown. None if GitHub fails to answer for all.
     */
    Set<Long> hidden(List<RepositoryRef> repositories) {
        List<RepositoryRef> left = repositories;
        Set<Integer> asked = new HashSet<>();
        while (!left.isEmpty() && asked.size() < http.tokens().size()) {
            List<String> ids =
                    left.stream().flatMap(each -> each.nodeId().stream()).toList();
            ApiRequest request = ApiRequest.post(
                    address,
                    Json.writeCompact(Map.of("query", QueryText.visible().text(), "variables", Map.of("ids", ids))),
                    Optional.empty());
            ApiResponse response = http.send(request.avoiding(asked));
            if (response.token() == 0) {
                break; // every other token has left the pool
            }
            if (!(response.verdict() instanceof Verdict.Ok) || parse(response).isTooLarge()) {
                return Set.of();
            }
            asked.add(response.token());
            left = hidden(left, parse(response));
        }
        return left.stream().map(RepositoryRef::id).collect(Collectors.toSet());
    }

    private static List<RepositoryRef> hidden(List<RepositoryRef> repositories, Reply reply) {
        List<RepositoryRef> hidden = new ArrayList<>();
        for (int i = 0; i < repositories.size(); i++) {
            boolean isNull = reply.data().path("nodes").path(i).isNull();
            if (isNull && reply.error("nodes." + i).map(Fault::meansHidden).orElse(true)) {
                hidden.add(repositories.get(i));
            }
        }
        return hidden;
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
