package io.commitlake.job.plan;

import io.commitlake.github.Endpoints;
import io.commitlake.github.GitHub;
import io.commitlake.github.http.Exchange;
import io.commitlake.github.http.HttpOver;
import io.commitlake.github.tokens.Credential;
import io.commitlake.github.tokens.TokenPool;
import io.commitlake.model.Json;
import io.commitlake.model.Repository;
import io.commitlake.model.Tip;
import io.commitlake.model.secret.Secret;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A GitHub with made-up repositories, whose answers cost nothing, and which counts its requests. */
final class MadeGitHub {
    static final Instant CREATED_AT = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant HEAD_AT = Instant.parse("2025-01-01T00:00:00Z");
    private static final URI ROOT = URI.create("https://api.github.test");

    private final Clock clock;
    final AtomicLong graphQl = new AtomicLong();
    final AtomicLong rest = new AtomicLong();

    /** Whether a repository is there for a token. */
    volatile BiPredicate<Long, Optional<Secret>> shows = (repository, token) -> true;

    /** Runs in the thread of each GraphQL request. */
    volatile Runnable before = () -> {};

    MadeGitHub(Clock clock) {
        this.clock = clock;
    }

    static Secret token(int number) {
        return new Secret("made-token-" + number);
    }

    GitHub client(int tokens) {
        List<Credential> credentials = IntStream.rangeClosed(1, tokens)
                .mapToObj(number -> Credential.of(token(number)))
                .toList();
        TokenPool pool = new TokenPool(credentials, clock, Duration.ofMinutes(1));
        return new GitHub(
                new Endpoints(ROOT, URI.create(ROOT + "/graphql"), URI.create("https://github.com")),
                HttpOver.server(ROOT, this::answer, pool));
    }

    /** A repository's row, exported up to its head if it has exports. */
    static Repository row(long id, int exports) {
        return new Repository(
                id,
                CREATED_AT,
                exports == 0 ? Optional.empty() : Optional.of(new Tip(head(id), HEAD_AT)),
                Optional.of("R_" + id),
                Optional.of("made/r" + id),
                OptionalLong.of(exports));
    }

    private static String head(long id) {
        return "%040x".formatted(id);
    }

    private Exchange answer(URI address, Optional<byte[]> json, Optional<Secret> token) {
        Map<String, String> limits = Map.of(
                "x-ratelimit-limit",
                "1000000",
                "x-ratelimit-remaining",
                "1000000",
                "x-ratelimit-reset",
                Long.toString(clock.instant().getEpochSecond() + 3600),
                "x-ratelimit-resource",
                json.isPresent() ? "graphql" : "core");
        if (json.isPresent()) {
            graphQl.incrementAndGet();
            Object body = Map.of("data", Map.of("nodes", nodes(Json.tree(json.get()), token)));
            return new Exchange("POST", address, 200, limits, Json.writeCompact(body));
        }
        rest.incrementAndGet();
        long id = Long.parseLong(address.getPath().replaceAll("/repositories/(\\d+).*", "$1"));
        if (!shows.test(id, token)) {
            return new Exchange("GET", address, 404, limits, Json.writeCompact(Map.of("message", "Not Found")));
        }
        Object body = address.getPath().contains("/commits/")
                ? Map.of("sha", head(id), "commit", Map.of("committer", Map.of("date", HEAD_AT.toString())))
                : Map.of(
                        "id",
                        id,
                        "node_id",
                        "R_" + id,
                        "full_name",
                        "made/r" + id,
                        "html_url",
                        "https://github.com/made/r" + id,
                        "created_at",
                        CREATED_AT.toString(),
                        "size",
                        10,
                        "default_branch",
                        "main");
        return new Exchange("GET", address, 200, limits, Json.writeCompact(body));
    }

    private List<@Nullable Object> nodes(JsonNode request, Optional<Secret> token) {
        List<Long> ids = new ArrayList<>();
        request.path("variables")
                .path("ids")
                .forEach(id -> ids.add(Long.parseLong(id.asString().substring("R_".length()))));
        before.run();
        List<@Nullable Object> nodes = new ArrayList<>();
        for (long id : ids) {
            nodes.add(shows.test(id, token) ? node(id) : null);
        }
        return nodes;
    }

    private static Object node(long id) {
        return Map.of(
                "id", "R_" + id,
                "databaseId", id,
                "nameWithOwner", "made/r" + id,
                "url", "https://github.com/made/r" + id,
                "createdAt", CREATED_AT.toString(),
                "diskUsage", 10 + id % 1000,
                "defaultBranchRef", Map.of("target", Map.of("oid", head(id), "committedDate", HEAD_AT.toString())));
    }
}
