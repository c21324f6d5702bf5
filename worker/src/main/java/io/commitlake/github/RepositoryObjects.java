package io.commitlake.github;

import io.commitlake.github.http.Answer;
import io.commitlake.github.http.Http;
import io.commitlake.github.http.Question;
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

/** What histories ask of GitHub: one repository's commits and blobs by REST, its objects by GraphQL, 100 an answer. */
public final class RepositoryObjects {
    private static final Logger LOG = LoggerFactory.getLogger(RepositoryObjects.class);

    private final Endpoints endpoints;
    private final Http http;
    private final GraphQl graphQl;
    private final RateLimits rateLimits;
    private final AtomicBoolean asked = new AtomicBoolean();

    public RepositoryObjects(Endpoints endpoints, Http http) {
        this.endpoints = endpoints;
        this.http = http;
        this.graphQl = new GraphQl(http, endpoints.graphql());
        this.rateLimits = new RateLimits(http, endpoints.onApi("/rate_limit"));
    }

    /** Whether it can be asked for objects. */
    public boolean sees(Known repository) {
        return !http.tokens().anonymous() && repository.nodeId().isPresent();
    }

    /**
     * Gets by REST.
     *
     * @param path below the repository's own address, whatever it is called by now, with its query
     */
    public Answer get(Known repository, String path) {
        return http.ask(Question.get(endpoints.onApi("/repositories/" + repository.id() + path), repository.key()));
    }

    /**
     * An object of git's.
     *
     * @param size in bytes, of a blob; empty of anything else
     */
    public record Sized(String sha, OptionalLong size) {}

    /**
     * Objects by a sha or by {@code commit:path}.
     *
     * @return those that are there, by their expressions
     * @throws CommitlakeException of kind REPOSITORY where GitHub couldn't say of one
     */
    public Map<String, Sized> objects(Known repository, List<String> expressions) {
        String nodeId = repository
                .nodeId()
                .orElseThrow(() -> new IllegalArgumentException("repository " + repository.id() + " has no node id"));
        Map<String, Sized> found = LinkedHashMap.newLinkedHashMap(expressions.size());
        List<Optional<Sized>> answers = Batches.ask(expressions, batch -> objects(nodeId, batch, repository.key()));
        for (int i = 0; i < expressions.size(); i++) {
            String expression = expressions.get(i);
            answers.get(i).ifPresent(object -> found.put(expression, object));
        }
        return found;
    }

    private Optional<List<Optional<Sized>>> objects(String nodeId, List<String> batch, String repository) {
        Map<String, String> variables = new LinkedHashMap<>(Map.of("id", nodeId));
        for (int i = 0; i < batch.size(); i++) {
            variables.put("e" + i, batch.get(i));
        }
        return graphQl.ask(QueryText.objects(batch.size()), variables, Optional.of(repository), batch.size())
                .map(reply -> sized(reply, batch));
    }

    private static List<Optional<Sized>> sized(GraphQl.Reply reply, List<String> batch) {
        JsonNode node = reply.data().path("node");
        List<Optional<Sized>> objects = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            Optional<GraphQl.Fault> fault = reply.error("node.o" + i).or(() -> reply.error("node"));
            JsonNode object = node.path("o" + i);
            // Null is only what isn't there where nothing was said to have gone wrong.
            if (fault.isPresent() || !node.isObject() || object.isMissingNode()) {
                throw CommitlakeException.repository("GitHub doesn't say what " + batch.get(i) + " is: "
                        + fault.map(GraphQl.Fault::words).orElse("the answer lacks it"));
            }
            objects.add(object.isObject() ? Optional.of(sized(object)) : Optional.empty());
        }
        return objects;
    }

    private static Sized sized(JsonNode object) {
        JsonNode size = object.path("byteSize");
        return new Sized(
                object.path("oid").asString(), size.isNumber() ? OptionalLong.of(size.asLong()) : OptionalLong.empty());
    }

    /** What all tokens have left of REST's hour, asked for once, which costs nothing; empty where GitHub doesn't say. */
    public OptionalLong left() {
        if (http.tokens().left(Resource.CORE).isEmpty() && asked.compareAndSet(false, true)) {
            rateLimits.ask().forEach(words -> LOG.info("budgets aren't known: {}", words));
        }
        return http.tokens().left(Resource.CORE);
    }
}
