package io.commitlake.scale.world;

import io.commitlake.github.http.Exchange;
import io.commitlake.model.Json;
import io.commitlake.model.secret.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** GitHub's API over made-up repositories: it counts requests, lets time pass, and has GitHub's rate limits. */
final class MadeUpGitHub {
    static final URI ROOT = URI.create("https://api.github.test");

    /** The time from a request to the end of its answer. */
    static final Duration ROUND_TRIP = Duration.ofMillis(200);

    /** The same for a look-up of 100 repositories. */
    static final Duration LOOK_UP = Duration.ofMillis(1500);

    /** An answer; its link names the last page. */
    record Answer(String kind, int points, int status, Object body, Map<String, String> headers) {
        static Answer ok(String kind, Object body) {
            return new Answer(kind, 1, 200, body, Map.of());
        }

        static Answer missing(String kind) {
            return new Answer(kind, 1, 404, Map.of("message", "Not Found"), Map.of());
        }
    }

    private final VirtualTime time;
    private final Requests requests;
    private final RepositoryAnswers repositories;
    private final CommitAnswers commits;
    private final RateLimits limits;

    MadeUpGitHub(MadeUpHub hub, VirtualTime time, Requests requests) {
        this.time = time;
        this.requests = requests;
        this.repositories = new RepositoryAnswers(hub);
        this.commits = new CommitAnswers(hub);
        this.limits = new RateLimits(time, requests);
    }

    /** Answers one HTTP request. */
    Exchange send(URI address, Optional<byte[]> json, Optional<Secret> token) {
        boolean lookUp = json.isPresent() && new String(json.get(), StandardCharsets.UTF_8).contains("nodes(ids: ");
        time.sleep(lookUp ? LOOK_UP : ROUND_TRIP);
        return time.outside(() -> {
            Answer answer = json.map(bytes -> graphQl(Json.tree(bytes))).orElseGet(() -> rest(address, token));
            byte[] body = Json.writeCompact(answer.body());
            requests.add("github " + (answer.points() == 0 ? "free " : "") + "request: " + answer.kind(), 1);
            requests.add("github bytes up", json.map(bytes -> bytes.length).orElse(0));
            requests.add("github bytes down", body.length);
            Map<String, String> headers = new HashMap<>(answer.headers());
            headers.putAll(limits.charge(address, json.isPresent(), answer.points(), token));
            return new Exchange(json.isPresent() ? "POST" : "GET", address, answer.status(), headers, body);
        });
    }

    private Answer graphQl(JsonNode request) {
        String query = request.path("query").asString();
        if (query.contains("nodes(ids: $ids)")) {
            return repositories.nodes(request.path("variables").path("ids"));
        }
        return query.contains("file(path:")
                ? commits.files(query, request.path("variables"))
                : commits.users(query, request.path("variables"));
    }

    private Answer rest(URI address, Optional<Secret> token) {
        String path = address.getPath();
        if (path.equals("/rate_limit")) {
            return new Answer("look-up of budgets", 0, 200, Map.of("resources", limits.all(token)), Map.of());
        }
        if (path.equals("/search/repositories")) {
            return repositories.search(address.getQuery());
        }
        String[] parts = path.split("/", 4);
        if (parts.length < 3 || !parts[1].equals("repositories")) {
            throw new IllegalArgumentException("the made-up GitHub doesn't know " + address);
        }
        int id = Integer.parseInt(parts[2]);
        return parts.length == 3 || parts[3].startsWith("commits/heads/")
                ? repositories.byId(id, parts.length > 3)
                : commits.rest(id, parts[3], address.getQuery());
    }
}
