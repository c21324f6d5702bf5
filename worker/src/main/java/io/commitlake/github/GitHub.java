package io.commitlake.github;

import io.commitlake.github.http.Http;
import io.commitlake.github.http.RateLimits;
import io.commitlake.github.tokens.TokenUse;
import io.commitlake.model.CommitlakeException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What planning, tracking and resolving authors ask of GitHub: GraphQL, many at a time, where there is a token, else and
 * for what GraphQL doesn't show REST, one by one. Answers stand in the order of the questions.
 */
public final class GitHub {
    private final Endpoints endpoints;
    private final Http http;
    private final GraphQl graphQl;
    private final Rest rest;
    private final RateLimits rateLimits;

    public GitHub(Endpoints endpoints, Http http) {
        this.endpoints = endpoints;
        this.http = http;
        this.graphQl = new GraphQl(http, endpoints.graphql());
        this.rest = new Rest(http, endpoints);
        this.rateLimits = new RateLimits(http, endpoints.onApi("/rate_limit"));
    }

    /** Repositories that were seen before, as they are now, whatever they are called: 100 a request. */
    public List<Lookup> look(List<Known> repositories) {
        if (http.tokens().anonymous()) {
            return repositories.stream().map(rest::byId).toList();
        }
        return Batches.ask(repositories, this::lookAt);
    }

    private Optional<List<Lookup>> lookAt(List<Known> batch) {
        List<Lookup> lookups = new ArrayList<>(batch.size());
        List<String> nodeIds = new ArrayList<>(batch.size());
        for (Known known : batch) {
            Lookup identity = known.nodeId()
                    .<Lookup>map(id -> new Lookup.Failed("not asked yet"))
                    .orElseGet(() -> rest.identity(known));
            lookups.add(identity);
            if (identity instanceof Lookup.Found(RemoteRepository seen)) {
                nodeIds.add(seen.nodeId());
            } else {
                known.nodeId().ifPresent(nodeIds::add);
            }
        }
        return nodeIds.isEmpty() ? Optional.of(lookups) : nodes(batch, nodeIds, lookups);
    }

    private Optional<List<Lookup>> nodes(List<Known> batch, List<String> nodeIds, List<Lookup> lookups) {
        return graphQl.ask(QueryText.byNodeId(), Map.of("ids", nodeIds), Optional.empty(), batch.size())
                .map(reply -> seen(reply, batch, lookups));
    }

    private List<Lookup> seen(GraphQl.Reply reply, List<Known> batch, List<Lookup> lookups) {
        int at = 0;
        for (int i = 0; i < batch.size(); i++) {
            Known known = batch.get(i);
            if (known.nodeId().isPresent() || lookups.get(i) instanceof Lookup.Found) {
                Optional<RemoteRepository> seen =
                        Seen.repository(reply, reply.data().path("nodes").path(at), "nodes." + at);
                lookups.set(
                        i,
                        seen.filter(repository -> repository.id() == known.id())
                                .<Lookup>map(Lookup.Found::new)
                                .orElseGet(() -> rest.byId(known)));
                at++;
            }
        }
        return lookups;
    }

    /**
     * Repositories by {@code owner/name}, 100 a request; a former name finds the repository as it is called now.
     *
     * @return lookups whose repositories may lack their heads: {@link #look} gives them
     */
    public List<Lookup> byName(List<String> fullNames) {
        if (http.tokens().anonymous()) {
            return fullNames.stream().map(rest::byName).toList();
        }
        return Batches.ask(fullNames, batch -> {
            Map<String, String> variables = new LinkedHashMap<>();
            for (int i = 0; i < batch.size(); i++) {
                String[] parts = batch.get(i).split("/", 2);
                variables.put("o" + i, parts[0]);
                variables.put("n" + i, parts[1]);
            }
            return graphQl.ask(QueryText.byName(batch.size()), variables, Optional.empty(), batch.size())
                    .map(reply -> named(reply, batch));
        });
    }

    private List<Lookup> named(GraphQl.Reply reply, List<String> batch) {
        List<Lookup> lookups = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            String name = batch.get(i);
            lookups.add(Seen.repository(reply, reply.data().path("r" + i), "r" + i)
                    .<Lookup>map(Lookup.Found::new)
                    .orElseGet(() -> rest.byName(name)));
        }
        return lookups;
    }

    /**
     * The GitHub id of each commit's author.
     *
     * @param commits by any key
     * @return for each key the user's id, or none where GitHub knows none
     * @throws CommitlakeException of kind REPOSITORY where GitHub couldn't say
     */
    public Map<String, OptionalLong> authors(Known repository, Map<String, String> commits) {
        if (http.tokens().anonymous() || repository.nodeId().isEmpty()) {
            return rest.authors(repository, commits);
        }
        Map<String, OptionalLong> ids = LinkedHashMap.newLinkedHashMap(commits.size());
        List<Map.Entry<String, OptionalLong>> asked = Batches.ask(
                List.copyOf(commits.entrySet()),
                batch -> authors(repository, repository.nodeId().get(), batch));
        asked.forEach(entry -> ids.put(entry.getKey(), entry.getValue()));
        return ids;
    }

    private Optional<List<Map.Entry<String, OptionalLong>>> authors(
            Known repository, String nodeId, List<Map.Entry<String, String>> batch) {
        List<String> commits = batch.stream().map(Map.Entry::getValue).toList();
        return graphQl.ask(
                        QueryText.authors(commits), Map.of("id", nodeId), Optional.of(repository.key()), batch.size())
                .map(reply -> authors(reply, repository, batch));
    }

    private List<Map.Entry<String, OptionalLong>> authors(
            GraphQl.Reply reply, Known repository, List<Map.Entry<String, String>> batch) {
        if (!reply.data().path("node").isObject()) {
            // No token sees it by this id, which may be an old one: REST asks by number.
            Map<String, String> keyed = new LinkedHashMap<>();
            batch.forEach(entry -> keyed.put(entry.getKey(), entry.getValue()));
            return List.copyOf(rest.authors(repository, keyed).entrySet());
        }
        List<Map.Entry<String, OptionalLong>> ids = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            Map.Entry<String, String> entry = batch.get(i);
            ids.add(Map.entry(entry.getKey(), Seen.author(reply, "c" + i, entry.getValue())));
        }
        return ids;
    }

    /**
     * How long requests about a repository have waited, until now, for a token's budget: it is no time that the
     * repository itself takes.
     */
    public Duration waited(Known repository) {
        return http.tokens().waited(repository.key());
    }

    /**
     * Where git fetches a repository from.
     *
     * @param url as GitHub gave it, be it read from the dataset
     * @param wayOut what helps where the server has moved since
     * @throws CommitlakeException of kind REPOSITORY where that is another server than ours
     */
    public URI fetchedFrom(String url, String wayOut) {
        return endpoints
                .onServer(url)
                .orElseThrow(() -> CommitlakeException.repository("its address " + url + " isn't on the server "
                        + endpoints.server() + ", and no other server is sent a token: if it is to be fetched from"
                        + " there, set GITHUB_SERVER_URL to that server; if the server has moved, " + wayOut));
    }

    /** What each token was used for, and what is left. */
    public List<TokenUse> uses() {
        return http.tokens().uses();
    }

    /**
     * Asks each token's budgets, which costs nothing, so that {@link #uses} says them.
     *
     * @return what kept GitHub from saying them, in words
     */
    public List<String> askBudgets() {
        return rateLimits.ask();
    }
}
