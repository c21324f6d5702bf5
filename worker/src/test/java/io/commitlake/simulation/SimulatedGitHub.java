package io.commitlake.simulation;

import io.commitlake.github.http.Exchange;
import io.commitlake.model.Json;
import io.micronaut.http.client.exceptions.HttpClientException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * GitHub's API as the worker asks it: repositories and users, by GraphQL and REST. Each request can fail or be lost. Not
 * simulated: rate limits and tokens without access.
 */
final class SimulatedGitHub {
    static final URI ROOT = URI.create("https://api.github.test");
    private static final Pattern USER =
            Pattern.compile("(c\\d+): object\\(oid: \"(\\w+)\"\\) \\{ \\.\\.\\. on Commit \\{ (\\w+) ");
    private static final Pattern BY_ID = Pattern.compile("/repositories/(\\d+)(/commits/heads/.*|/commits)?");

    private final Scheduler scheduler;
    private final Faults faults;
    private final Map<Long, SimulatedRepository> repositories;

    SimulatedGitHub(Scheduler scheduler, Faults faults, Map<Long, SimulatedRepository> repositories) {
        this.scheduler = scheduler;
        this.faults = faults;
        this.repositories = repositories;
    }

    SimulatedRepository repository(long id) {
        return Objects.requireNonNull(repositories.get(id));
    }

    private record Reply(int status, Object body) {}

    /** Answers one HTTP request. */
    Exchange send(URI address, Optional<byte[]> json) {
        Reply reply =
                wired("ask " + address.getPath(), () -> json.map(this::graphQl).orElseGet(() -> rest(address)));
        return new Exchange(
                json.isPresent() ? "POST" : "GET", address, reply.status(), Map.of(), Json.writeCompact(reply.body()));
    }

    private Reply wired(String words, Supplier<Reply> answer) {
        Faults.Wire fault = faults.wire(words, false);
        scheduler.sleep(faults.delay(words));
        Reply reply = answer.get();
        scheduler.sleep(faults.delay(words));
        log(() -> words + (fault == Faults.Wire.GOOD ? " " + reply.status() : " " + fault));
        return switch (fault) {
            case GOOD -> reply;
            case REFUSED, FALSE_ERROR, CONFLICT -> new Reply(502, Map.of("message", "Something went wrong"));
            case UNSENT, LOST, LATE -> throw new HttpClientException("simulated: connection reset");
        };
    }

    void log(Supplier<String> words) {
        scheduler.trace().add(scheduler.now(), process().name(), words);
    }

    private SimulatedProcess process() {
        return Objects.requireNonNull(scheduler.running());
    }

    private Reply graphQl(byte[] json) {
        JsonNode request = Json.tree(json);
        String query = request.path("query").asString();
        if (query.contains("nodes(ids: $ids)")) {
            List<@Nullable Object> nodes = new ArrayList<>();
            for (JsonNode node : request.path("variables").path("ids")) {
                nodes.add(visible(node.asString()).map(this::node).orElse(null));
            }
            return new Reply(200, Map.of("data", Map.of("nodes", nodes)));
        }
        Optional<SimulatedRepository> repository =
                visible(request.path("variables").path("id").asString());
        Map<String, @Nullable Object> node = new LinkedHashMap<>();
        for (MatchResult commit : USER.matcher(query).results().toList()) {
            boolean shown = repository.isPresent() && !repository.get().isCollected(commit.group(2));
            node.put(commit.group(1), shown ? person(repository.get(), commit.group(2), commit.group(3)) : null);
        }
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("node", repository.isPresent() ? node : null);
        return new Reply(200, Map.of("data", data));
    }

    /** A commit's person. GitHub links e-mails to users and removes links, here each minute, so that two askers differ. */
    private Map<String, @Nullable Object> person(SimulatedRepository repository, String sha, String role) {
        Map<String, @Nullable Object> person = new LinkedHashMap<>();
        person.put(
                "user",
                user(repository, sha).map(id -> Map.of("databaseId", id)).orElse(null));
        return Map.of(role, person);
    }

    private Optional<Integer> user(SimulatedRepository repository, String sha) {
        String email = repository.commit(sha).author().email().orElseThrow();
        boolean linked = Duration.between(Scheduler.START, scheduler.now()).toMinutes() % 2 == 1;
        return linked ? Optional.of(Math.abs(email.hashCode() % 1000) + 1) : Optional.empty();
    }

    private Optional<SimulatedRepository> visible(String nodeId) {
        return repositories.values().stream()
                .filter(repository -> repository.nodeId().equals(nodeId))
                .filter(repository -> repository.presence(process()) == SimulatedRepository.Presence.HERE)
                .findFirst();
    }

    private Map<String, Object> node(SimulatedRepository repository) {
        return Map.of(
                "id", repository.nodeId(),
                "databaseId", repository.id(),
                "nameWithOwner", repository.name(),
                "url", repository.url(),
                "createdAt", "2025-01-01T00:00:00Z",
                "diskUsage", 10,
                "defaultBranchRef",
                        Map.of(
                                "target",
                                Map.of(
                                        "oid",
                                        repository.head(),
                                        "committedDate",
                                        repository
                                                .commit(repository.head())
                                                .at()
                                                .toString())));
    }

    private Reply rest(URI address) {
        Matcher byId = BY_ID.matcher(address.getPath());
        if (!byId.matches()) {
            throw new IllegalArgumentException("the simulation doesn't know " + address);
        }
        SimulatedRepository repository = repository(Long.parseLong(byId.group(1)));
        return switch (repository.presence(process())) {
            case GONE -> new Reply(404, Map.of("message", "Not Found"));
            case BLOCKED -> new Reply(451, Map.of("message", "Repository access blocked"));
            case HERE ->
                switch (byId.group(2)) {
                    case null -> new Reply(200, description(repository));
                    case "/commits" -> commits(repository, address.getQuery().replaceAll(".*sha=", ""));
                    default -> new Reply(200, headOf(repository));
                };
        };
    }

    private Reply commits(SimulatedRepository repository, String from) {
        return repository.isCollected(from)
                ? new Reply(422, Map.of("message", "No commit found for SHA: " + from))
                : new Reply(
                        200,
                        repository.reach(List.of(from)).stream()
                                .map(sha -> Map.of(
                                        "sha", sha,
                                        "author",
                                                user(repository, sha)
                                                        .<Object>map(id -> Map.of("id", id))
                                                        .orElse(Map.of()),
                                        "committer", Map.of()))
                                .toList());
    }

    private static Object headOf(SimulatedRepository repository) {
        String at = repository.commit(repository.head()).at().toString();
        return Map.of("sha", repository.head(), "commit", Map.of("committer", Map.of("date", at)));
    }

    private static Object description(SimulatedRepository repository) {
        return Map.of(
                "id", repository.id(),
                "node_id", repository.nodeId(),
                "full_name", repository.name(),
                "html_url", repository.url(),
                "created_at", "2025-01-01T00:00:00Z",
                "size", 10,
                "default_branch", "main");
    }
}
