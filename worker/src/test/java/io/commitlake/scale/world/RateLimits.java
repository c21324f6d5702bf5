package io.commitlake.scale.world;

import io.commitlake.model.secret.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** GitHub's primary rate limits of each token, as its documentation gives them. */
public final class RateLimits {
    public static final int REST_AN_HOUR = 5000;
    public static final int POINTS_AN_HOUR = 5000;
    public static final int SEARCHES_A_MINUTE = 30;

    private static final Map<String, Integer> LIMITS =
            Map.of("core", REST_AN_HOUR, "graphql", POINTS_AN_HOUR, "search", SEARCHES_A_MINUTE);

    /** What a token has spent in a window. */
    private static final class Window {
        private final Instant reset;
        private int spent;

        Window(Instant reset) {
            this.reset = reset;
        }
    }

    private final VirtualTime time;
    private final Requests requests;
    private final Map<String, Window> windows = new HashMap<>();

    RateLimits(VirtualTime time, Requests requests) {
        this.time = time;
        this.requests = requests;
    }

    /** Counts an answer against its token's budget, and returns the headers that report it. */
    Map<String, String> charge(URI address, boolean graphQl, int points, Optional<Secret> token) {
        if (address.getPath().equals("/rate_limit")) {
            return Map.of();
        }
        boolean search = address.getPath().startsWith("/search");
        String resource = graphQl ? "graphql" : search ? "search" : "core";
        Window window = window(resource, token);
        window.spent += points;
        requests.add("github budget " + resource, points);
        Map<String, String> headers = new HashMap<>();
        headers.put("x-ratelimit-limit", String.valueOf(LIMITS.get(resource)));
        headers.put("x-ratelimit-remaining", Integer.toString(left(resource, window)));
        headers.put("x-ratelimit-reset", Long.toString(window.reset.getEpochSecond() + 1));
        headers.put("x-ratelimit-resource", resource);
        return headers;
    }

    private Window window(String resource, Optional<Secret> token) {
        Duration length = resource.equals("search") ? Duration.ofMinutes(1) : Duration.ofHours(1);
        return Objects.requireNonNull(windows.compute(
                resource + token.map(Secret::value).orElse(""),
                (any, old) -> old != null && time.now().isBefore(old.reset)
                        ? old
                        : new Window(time.now().plus(length))));
    }

    private static int left(String resource, Window window) {
        return Math.max(0, Objects.requireNonNull(LIMITS.get(resource)) - window.spent);
    }

    /** All budgets of a token. */
    Map<String, Object> all(Optional<Secret> token) {
        Map<String, Object> all = new HashMap<>();
        LIMITS.forEach((resource, limit) -> {
            Window window = window(resource, token);
            all.put(
                    resource,
                    Map.of(
                            "limit",
                            limit,
                            "remaining",
                            left(resource, window),
                            "reset",
                            window.reset.getEpochSecond() + 1));
        });
        return all;
    }
}
