package io.commitlake.github;

import io.commitlake.github.http.ApiRequest;
import io.commitlake.github.http.ApiResponse;
import io.commitlake.github.http.Http;
import io.commitlake.github.http.RateLimits;
import io.commitlake.github.tokens.Resource;
import io.commitlake.model.CommitlakeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Fetches a repository's commits and blobs by REST, and looks up its Git objects by GraphQL, 100 per request. */
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

    /** Whether {@link #objects} can look up objects in a repository: it needs a token and the node id. */
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
     * A Git object.
     *
     * @param size the size in bytes of a blob; empty for any other object
     */
    public record ObjectSize(String sha, OptionalLong size) {}

    /**
     * Looks up objects by SHA or by {@code commit:path}.
     *
     * @return the existing objects, by their expressions
     * @throws CommitlakeException of kind REPOSITORY if GitHub fails to look up an object
     */
    public Map<String, ObjectSize> objects(RepositoryRef repository, List<String> expressions) {
        String nodeId = repository
                .nodeId()
                .orElseThrow(() -> new IllegalArgumentException("repository " + repository.id() + " has no node id"));
        Map<String, ObjectSize> found = LinkedHashMap.newLinkedHashMap(expressions.size());
        List<Optional<ObjectSize>> results =
                Batches.send(expressions, batch -> objects(nodeId, batch, repository.key()));
        for (int i = 0; i < expressions.size(); i++) {
            String expression = expressions.get(i);
            results.get(i).ifPresent(object -> found.put(expression, object));
        }
        return found;
    }

    private Optional<List<Optional<ObjectSize>>> objects(String nodeId, List<String> batch, String repository) {
        Map<String, String> variables = new LinkedHashMap<>(Map.of("id", nodeId));
        for (int i = 0; i < batch.size(); i++) {
            variables.put("e" + i, batch.get(i));
        }
        return graphQl.run(QueryText.objects(batch.size()), variables, Optional.of(repository), batch.size())
                .map(reply -> parse(reply, batch));
    }

    private static List<Optional<ObjectSize>> parse(GraphQl.Reply reply, List<String> batch) {
        JsonNode node = reply.data().path("node");
        List<Optional<ObjectSize>> objects = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            Optional<GraphQl.Fault> fault = reply.error("node.o" + i).or(() -> reply.error("node"));
            JsonNode object = node.path("o" + i);
            // A null means that the object doesn't exist only if no error was reported.
            if (fault.isPresent() || !node.isObject() || object.isMissingNode()) {
                throw CommitlakeException.repository("GitHub doesn't show the object " + batch.get(i) + ": "
                        + fault.map(GraphQl.Fault::text).orElse("the response lacks it"));
            }
            objects.add(object.isObject() ? Optional.of(parse(object)) : Optional.empty());
        }
        return objects;
    }

    private static ObjectSize parse(JsonNode object) {
        JsonNode size = object.path("byteSize");
        return new ObjectSize(
                object.path("oid").asString(), size.isNumber() ? OptionalLong.of(size.asLong()) : OptionalLong.empty());
    }

    /** The REST requests that all tokens together have left; empty if GitHub doesn't report the budgets. */
    public OptionalLong remaining() {
        if (http.tokens().remaining(Resource.CORE).isEmpty() && budgetsRequested.compareAndSet(false, true)) {
            rateLimits.refresh().forEach(failure -> LOG.info("a token's budgets are unknown: {}", failure));
        }
        return http.tokens().remaining(Resource.CORE);
    }
}
