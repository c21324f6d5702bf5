package io.commitlake.github;

import io.commitlake.github.http.Http;
import io.commitlake.github.http.RateLimits;
import io.commitlake.github.http.TokenAnswer;
import io.commitlake.github.tokens.TokenUse;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.commit.EmailUse;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Looks up repositories and users at GitHub: in batches by GraphQL if there is a token; one by one by REST if there
 * is none, or for what GraphQL doesn't show. Results are in the order of the arguments.
 */
public final class GitHub {
    /** The number of repositories that one GraphQL request looks up. */
    public static final int BATCH = Batches.MAX_BATCH;

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

    /** The number of repositories that one request looks up: {@value #BATCH}, or 1 without a token. */
    public int lookUpsPerRequest() {
        return http.tokens().isAnonymous() ? 1 : BATCH;
    }

    /** Looks up the current state of known repositories, even if they were renamed, with their details. */
    public List<Lookup> lookUp(List<RepositoryRef> repositories) {
        List<Optional<Lookup>> shown = shown(repositories);
        List<Lookup> lookups = new ArrayList<>(repositories.size());
        for (int i = 0; i < repositories.size(); i++) {
            RepositoryRef repository = repositories.get(i);
            lookups.add(shown.get(i).orElseGet(() -> byId(repository)));
        }
        return lookups;
    }

    /**
     * Looks up known repositories as far as GraphQL shows them, in one request for each {@value #BATCH}. A lookup is
     * empty if only {@link #byId} can tell why GraphQL doesn't show the repository. Without a token all are empty.
     */
    public List<Optional<Lookup>> shown(List<RepositoryRef> repositories) {
        if (http.tokens().isAnonymous()) {
            return Collections.nCopies(repositories.size(), Optional.empty());
        }
        return Batches.send(repositories, this::shownBatch);
    }

    /** Looks up a repository by its numeric id. It is gone only if every token gets a 404. */
    public Lookup byId(RepositoryRef repository) {
        return rest.byId(repository);
    }

    /**
     * Finds out which repositories, all of them gone or blocked before, no token can see yet. Takes one request for each
     * token. A repository without a node id isn't in the result, nor is one for which GitHub gives another reason;
     * {@link #byId} tells why. Without a token the result is empty.
     *
     * @param repositories at most {@value #BATCH}
     */
    public Set<Long> stillHidden(List<RepositoryRef> repositories) {
        return http.tokens().isAnonymous()
                ? Set.of()
                : graphQl.hidden(repositories.stream()
                        .filter(repository -> repository.nodeId().isPresent())
                        .toList());
    }

    private Optional<List<Optional<Lookup>>> shownBatch(List<RepositoryRef> batch) {
        List<Optional<Lookup>> lookups = new ArrayList<>(batch.size());
        List<String> nodeIds = new ArrayList<>(batch.size());
        for (RepositoryRef repository : batch) {
            Optional<Lookup> identity =
                    repository.nodeId().isPresent() ? Optional.empty() : Optional.of(rest.identity(repository));
            lookups.add(identity);
            if (identity.isPresent() && identity.get() instanceof Lookup.Found(RemoteRepository remote)) {
                nodeIds.add(remote.nodeId());
            } else {
                repository.nodeId().ifPresent(nodeIds::add);
            }
        }
        return nodeIds.isEmpty()
                ? Optional.of(lookups)
                : graphQl.run(QueryText.byNodeId(), Map.of("ids", nodeIds), Optional.empty(), batch.size())
                        .map(reply -> readNodes(reply, batch, lookups));
    }

    private static List<Optional<Lookup>> readNodes(
            GraphQl.Reply reply, List<RepositoryRef> batch, List<Optional<Lookup>> lookups) {
        int at = 0;
        for (int i = 0; i < batch.size(); i++) {
            RepositoryRef repository = batch.get(i);
            if (lookups.get(i).isEmpty() || lookups.get(i).get() instanceof Lookup.Found) {
                Optional<RemoteRepository> found = RepositoryJson.repository(
                        reply, reply.data().path("nodes").path(at), "nodes." + at);
                lookups.set(
                        i,
                        found.filter(remote -> remote.id() == repository.id()).map(Lookup.Found::new));
                at++;
            }
        }
        return lookups;
    }

    /**
     * Looks up repositories by {@code owner/name}, 100 per request. A former name finds the repository under its new
     * name.
     *
     * @return lookups whose repositories may lack their heads; {@link #lookUp} provides the heads
     */
    public List<Lookup> byName(List<String> fullNames) {
        if (http.tokens().isAnonymous()) {
            return fullNames.stream().map(rest::byName).toList();
        }
        return Batches.send(fullNames, batch -> {
            Map<String, String> variables = new LinkedHashMap<>();
            for (int i = 0; i < batch.size(); i++) {
                String[] parts = batch.get(i).split("/", 2);
                variables.put("o" + i, parts[0]);
                variables.put("n" + i, parts[1]);
            }
            return graphQl.run(QueryText.byName(batch.size()), variables, Optional.empty(), batch.size())
                    .map(reply -> readNames(reply, batch));
        });
    }

    private List<Lookup> readNames(GraphQl.Reply reply, List<String> batch) {
        List<Lookup> lookups = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            String name = batch.get(i);
            lookups.add(RepositoryJson.repository(reply, reply.data().path("r" + i), "r" + i)
                    .<Lookup>map(Lookup.Found::new)
                    .orElseGet(() -> rest.byName(name)));
        }
        return lookups;
    }

    /**
     * The GitHub user id for each e-mail.
     *
     * @param emails a use of each e-mail
     * @return the user id for each e-mail; empty if no user is linked to it
     * @throws CommitlakeException of kind REPOSITORY if GitHub fails to show an author or a committer
     */
    public Map<String, OptionalLong> users(RepositoryRef repository, Map<String, EmailUse> emails) {
        if (http.tokens().isAnonymous() || repository.nodeId().isEmpty()) {
            return rest.users(repository, emails);
        }
        Map<String, OptionalLong> ids = LinkedHashMap.newLinkedHashMap(emails.size());
        List<Map.Entry<String, OptionalLong>> users = Batches.send(
                List.copyOf(emails.entrySet()),
                batch -> users(repository, repository.nodeId().get(), batch));
        users.forEach(entry -> ids.put(entry.getKey(), entry.getValue()));
        return ids;
    }

    private Optional<List<Map.Entry<String, OptionalLong>>> users(
            RepositoryRef repository, String nodeId, List<Map.Entry<String, EmailUse>> batch) {
        List<EmailUse> uses = batch.stream().map(Map.Entry::getValue).toList();
        return graphQl.run(QueryText.users(uses), Map.of("id", nodeId), Optional.of(repository.key()), batch.size())
                .map(reply -> users(reply, repository, batch));
    }

    private List<Map.Entry<String, OptionalLong>> users(
            GraphQl.Reply reply, RepositoryRef repository, List<Map.Entry<String, EmailUse>> batch) {
        if (!reply.data().path("node").isObject()) {
            // No token sees this node id, which may be an old one, so REST looks up the numeric id.
            Map<String, EmailUse> keyed = new LinkedHashMap<>();
            batch.forEach(entry -> keyed.put(entry.getKey(), entry.getValue()));
            return List.copyOf(rest.users(repository, keyed).entrySet());
        }
        List<Map.Entry<String, OptionalLong>> ids = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            Map.Entry<String, EmailUse> entry = batch.get(i);
            ids.add(Map.entry(entry.getKey(), RepositoryJson.user(reply, "c" + i, entry.getValue())));
        }
        return ids;
    }

    /**
     * The time that requests about a repository have waited for a token until now. It doesn't count against the
     * repository's time limit.
     */
    public Duration waited(RepositoryRef repository) {
        return http.tokens().waited(repository.key());
    }

    /**
     * The address that Git fetches a repository from.
     *
     * @param url the repository's address in GitHub's response, or as read from the dataset
     * @param wayOut the advice in the error message if the server has moved since
     * @throws CommitlakeException of kind REPOSITORY if the address is on another server than the configured one
     */
    public URI fetchedFrom(String url, String wayOut) {
        return endpoints
                .onServer(url)
                .orElseThrow(() -> CommitlakeException.repository("its address " + url + " isn't on the server "
                        + endpoints.server() + ", and no other server is sent a token: if it is to be fetched from"
                        + " there, set GITHUB_SERVER_URL to that server; if the server has moved, " + wayOut));
    }

    /** The use of each token and its budgets. */
    public List<TokenUse> uses() {
        return http.tokens().uses();
    }

    /** Asks GitHub about each free token, which costs no requests, so that {@link #uses} includes its budgets. */
    public List<TokenAnswer> refreshBudgets() {
        return rateLimits.refresh();
    }
}
