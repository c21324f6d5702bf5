package io.commitlake.github.http;

import io.commitlake.github.tokens.VirtualTime;
import io.commitlake.model.secret.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * GitHub's documented rate limits on a virtual clock, called by the worker's own client. A token's text identifies it.
 */
final class VirtualGitHub {
    static final URI ROOT = URI.create("https://api.github.test");
    private static final int OK = 200;
    private static final int MAX_PER_MINUTE = 900;

    /** The response to a request that meets no limit. */
    record Reply(int status, Map<String, String> headers, String body) {
        static final Reply OK_REPLY = new Reply(OK, Map.of(), "{}");

        static Reply of(int status, String message) {
            return new Reply(status, Map.of(), "{\"message\": \"" + message + "\"}");
        }
    }

    private static final class Window {
        private final int limit;
        private final Duration length;
        private int left;
        private Instant reset;
        private int running;
        private final Deque<Instant> startedLastMinute = new ArrayDeque<>();
        private boolean budgetSent;

        Window(int limit, Duration length, int left, Instant reset) {
            this.limit = limit;
            this.length = length;
            this.left = left;
            this.reset = reset;
        }
    }

    private final VirtualTime time;
    private final Random random = new Random(4);
    private final Map<String, Window> windows = new LinkedHashMap<>();
    private BiFunction<String, String, Reply> replies = (token, path) -> Reply.OK_REPLY;
    /** The successful requests, by token. */
    final Map<String, Integer> answered = new TreeMap<>();

    /** The requests that met a used-up budget after its first report, by token. */
    final Map<String, Integer> refused = new HashMap<>();

    /** A request with its start and its end. */
    record Sent(Instant begun, Instant answered, String caller, String resource) {}

    /** The completed requests, in the order of their responses. */
    final List<Sent> sent = new ArrayList<>();

    VirtualGitHub(VirtualTime time) {
        this.time = time;
    }

    /** Sets a token's budget for a resource; other clients have spent part of it in the first window. */
    VirtualGitHub limit(String token, String resource, int limit, Duration length, int spent) {
        windows.put(
                token + " " + resource,
                new Window(limit, length, limit - spent, time.instant().plus(length.dividedBy(2))));
        return this;
    }

    /** Sets the reply for a token and a path from now on, as long as the limits allow. */
    VirtualGitHub replyWith(BiFunction<String, String, Reply> newReplies) {
        replies = newReplies;
        return this;
    }

    Exchange send(URI address, Optional<byte[]> json, Optional<Secret> token) {
        String caller = token.map(Secret::value).orElse("none");
        Instant begun = time.instant();
        String resource = json.isPresent() ? "graphql" : address.getPath().startsWith("/search/") ? "search" : "core";
        Window window = windows.get(caller + " " + resource);
        Reply reply = window == null ? replies.apply(caller, address.getPath()) : limited(caller, address, window);
        Map<String, String> headers = new HashMap<>(reply.headers());
        if (window != null) {
            headers.put("x-ratelimit-limit", "" + window.limit);
            headers.put("x-ratelimit-remaining", "" + window.left);
            headers.put("x-ratelimit-reset", "" + window.reset.getEpochSecond());
            headers.put("x-ratelimit-resource", resource);
            window.running++;
            window.startedLastMinute.add(time.instant());
        }
        time.sleep(Duration.ofMillis(1 + random.nextInt(400)));
        sent.add(new Sent(begun, time.instant(), caller, resource));
        if (window != null) {
            window.running--;
            window.budgetSent = true;
        }
        return new Exchange(
                json.isPresent() ? "POST" : "GET",
                address,
                reply.status(),
                headers,
                reply.body().getBytes(StandardCharsets.UTF_8));
    }

    private Reply limited(String caller, URI address, Window window) {
        renew(window);
        if (window.left == 0) {
            if (window.budgetSent) {
                refused.merge(caller, 1, Integer::sum);
            }
            return Reply.of(403, "API rate limit exceeded for user ID 1.");
        }
        Reply reply = replies.apply(caller, address.getPath());
        if (reply.status() != 401) {
            window.left--;
        }
        if (reply.status() == OK) {
            answered.merge(caller, 1, Integer::sum);
        }
        return reply;
    }

    private void renew(Window window) {
        if (!time.instant().isBefore(window.reset)) {
            window.left = window.limit;
            // The header gives whole seconds.
            window.reset =
                    Instant.ofEpochSecond(time.instant().plus(window.length).getEpochSecond());
        }
    }

    private int startedLastMinute(Window window) {
        while (!window.startedLastMinute.isEmpty()
                && window.startedLastMinute.getFirst().plusSeconds(60).compareTo(time.instant()) <= 0) {
            window.startedLastMinute.removeFirst();
        }
        return window.startedLastMinute.size();
    }

    /**
     * A token and resource with budget left, no running request and fewer than 900 requests in the last minute, if any.
     */
    Optional<String> idleToken() {
        return windows.entrySet().stream()
                .filter(window -> {
                    renew(window.getValue());
                    return window.getValue().left > 0
                            && window.getValue().running == 0
                            && startedLastMinute(window.getValue()) < MAX_PER_MINUTE;
                })
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
