package io.commitlake.github;

import io.commitlake.github.http.ApiRequest;
import io.commitlake.github.http.ApiResponse;
import io.commitlake.github.http.Http;
import io.commitlake.github.http.RateLimits;
import io.commitlake.github.tokens.Resource;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import io.commitlake.model.Sha;
import io.commitlake.model.commit.CommitPath;
import io.commitlake.model.commit.FileVersion;
import io.commitlake.model.commit.SizedVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Fetches a repository's commits and blobs by REST, and looks up its files by GraphQL, 100 per request. */
public final class RepositoryObjects {
    private static final Logger LOG = LoggerFactory.getLogger(RepositoryObjects.class);

    private final Endpoints endpoints;
    private final Http http;
    private final GraphQl graphQl;
    private final RateLimits rateLimits;
    private final AtomicBoolean budgetsRequested = new AtomicBoolean();

    public RepositoryObjects(Endpoints endpoints, Http http) {
        this.endpoints = endpoints;
        this.http = http;
        this.graphQl = new GraphQl(http, endpoints.graphql());
        this.rateLimits = new RateLimits(http, endpoints.onApi("/rate_limit"));
    }

    /** Whether GraphQL can look up files in a repository: it needs a token and the node id. */
    public boolean sees(RepositoryRef repository) {
        return !http.tokens().isAnonymous() && repository.nodeId().isPresent();
    }

    /**
     * Sends a REST GET. The address holds the repository's id, so a rename doesn't matter.
     *
     * @param path the path below the repository's address, with its query
     */
    public ApiResponse get(RepositoryRef repository, String path) {
        return http.send(ApiRequest.get(endpoints.onApi("/repositories/" + repository.id() + path), repository.key()));
    }

    /**
     * Looks up files in commits.
     *
     * @return the existing files
     * @throws CommitlakeException of kind REPOSITORY if GitHub fails to look up a file
     */
    public Map<CommitPath, SizedVersion> files(RepositoryRef repository, List<CommitPath> files) {
        return found(
                files,
                batch -> send(QueryText.files(batch), repository, paths(batch), batch)
                        .map(objects -> objects.stream()
                                .map(commit -> version(commit.path("file")))
                                .toList()));
    }

    private static Map<String, String> paths(List<CommitPath> batch) {
        Map<String, String> paths = LinkedHashMap.newLinkedHashMap(batch.size() + 1);
        for (int i = 0; i < batch.size(); i++) {
            paths.put("p" + i, batch.get(i).path());
        }
        return paths;
    }

    private static Optional<SizedVersion> version(JsonNode file) {
        if (!file.isObject()) {
            return Optional.empty();
        }
        String sha = file.path("oid").asString("");
        OptionalLong mode = Json.integer(file.path("mode")); // GitHub shows the number in decimal
        if (!Sha.is(sha) || mode.isEmpty()) {
            throw CommitlakeException.repository("GitHub shows a file without its mode and SHA: " + file);
        }
        JsonNode size = file.path("object").path("byteSize");
        return Optional.of(
                new SizedVersion(new FileVersion("%06o".formatted(mode.getAsLong()), sha), Json.integer(size)));
    }

    /**
     * Gets the texts of blobs. The caller limits their size.
     *
     * @return the texts by the blobs' SHAs, without those that GitHub doesn't show as text or cuts off
     * @throws CommitlakeException of kind REPOSITORY if GitHub fails to look up a blob
     */
    public Map<String, String> texts(RepositoryRef repository, List<String> shas) {
        return found(
                shas,
                batch -> send(QueryText.texts(batch), repository, Map.of(), batch)
                        .map(objects ->
                                objects.stream().map(RepositoryObjects::text).toList()));
    }

    private static Optional<String> text(JsonNode blob) {
        boolean whole = blob.path("text").isString()
                && blob.path("isTruncated").isBoolean()
                && !blob.path("isTruncated").asBoolean();
        return whole ? Optional.of(blob.path("text").asString()) : Optional.empty();
    }

    /**
     * Looks up which commits GitHub still has, 100 per request.
     *
     * @throws CommitlakeException of kind REPOSITORY if GitHub fails to look up a commit
     */
    public Set<String> existing(RepositoryRef repository, List<String> commits) {
        return found(
                        commits,
                        batch -> send(QueryText.commits(batch), repository, Map.of(), batch)
                                .map(objects -> objects.stream()
                                        .map(commit -> Optional.of(commit).filter(JsonNode::isObject))
                                        .toList()))
                .keySet();
    }

    private static <Q, R> Map<Q, R> found(List<Q> queries, Function<List<Q>, Optional<List<Optional<R>>>> send) {
        Map<Q, R> found = LinkedHashMap.newLinkedHashMap(queries.size());
        List<Optional<R>> results = Batches.send(queries, send);
        for (int i = 0; i < queries.size(); i++) {
            Q query = queries.get(i);
            results.get(i).ifPresent(result -> found.put(query, result));
        }
        return found;
    }

    /** Sends a query, and returns its objects {@code node.o0}, {@code node.o1} … */
    private Optional<List<JsonNode>> send(
            QueryText query, RepositoryRef repository, Map<String, String> variables, List<?> batch) {
        String nodeId = repository
                .nodeId()
                .orElseThrow(() -> new IllegalArgumentException("repository " + repository.id() + " has no node id"));
        Map<String, String> all = new LinkedHashMap<>(variables);
        all.put("id", nodeId);
        return graphQl.run(query, all, Optional.of(repository.key()), batch.size())
                .map(reply -> objects(reply, batch));
    }

    private static List<JsonNode> objects(GraphQl.Reply reply, List<?> batch) {
        JsonNode node = reply.data().path("node");
        List<JsonNode> objects = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            Optional<GraphQl.Fault> fault = reply.error("node.o" + i).or(() -> reply.error("node"));
            JsonNode object = node.path("o" + i);
            // A null means that the object doesn't exist only if no error was reported.
            if (fault.isPresent() || !node.isObject() || object.isMissingNode()) {
                throw CommitlakeException.repository("GitHub doesn't show " + batch.get(i) + ": "
                        + fault.map(GraphQl.Fault::text).orElse("the response lacks it"));
            }
            objects.add(object);
        }
        return objects;
    }

    /** The REST requests that all tokens together have left; empty if GitHub doesn't report the budgets. */
    public OptionalLong remaining() {
        if (http.tokens().remaining(Resource.CORE).isEmpty() && budgetsRequested.compareAndSet(false, true)) {
            rateLimits.refresh().stream()
                    .flatMap(answer -> answer.failure().stream())
                    .forEach(failure -> LOG.info("a token's budgets are unknown: {}", failure));
        }
        return http.tokens().remaining(Resource.CORE);
    }
}
