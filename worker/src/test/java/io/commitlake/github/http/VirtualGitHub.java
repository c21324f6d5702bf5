package io.commitlake.github.http;

import io.commitlake.github.tokens.VirtualTime;
import io.commitlake.model.Secret;
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

/** GitHub's limits by its documentation, on a clock of the test's, behind the worker's own client. Tokens are told apart by their texts. */
final class VirtualGitHub {
    static final URI ROOT = URI.create("https://api.github.test");
    private static final int OK = 200;
    private static final int MOST_A_MINUTE = 900;

    /** What is answered but for limits. */
    record Said(int status, Map<String, String> headers, String body) {
        static final Said WELL = new Said(OK, Map.of(), "{}");

        static Said of(int status, String message) {
            return new Said(status, Map.of(), "{\"message\": \"" + message + "\"}");
        }
    }

    private static final class Window {
        private final int limit;
        private final Duration length;
        private int left;
        private Instant reset;
        private int onTheirWay;
        private final Deque<Instant> begunLately = new ArrayDeque<>();
        private boolean read;

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
    private BiFunction<String, String, Said> says = (token, path) -> Said.WELL;
    /** By token, requests that were answered, and requests that met the budget's end after its first reading. */
    final Map<String, Integer> answered = new TreeMap<>();

    final Map<String, Integer> refused = new HashMap<>();

    /** A request, and when it had its answer. */
    record Sent(Instant begun, Instant answered, String caller, String resource) {}

    /** Those that had an answer, in the answers' order. */
    final List<Sent> sent = new ArrayList<>();

    VirtualGitHub(VirtualTime time) {
        this.time = time;
    }

    /** A token's budget for one resource, in a window of which others spent some. */
    VirtualGitHub serves(String token, String resource, int limit, Duration length, int spent) {
        windows.put(
                token + " " + resource,
                new Window(limit, length, limit - spent, time.instant().plus(length.dividedBy(2))));
        return this;
    }

    /** From now on a request of this token at this path is answered so, within the limits. */
    VirtualGitHub says(BiFunction<String, String, Said> answers) {
        says = answers;
        return this;
    }

    Exchange send(URI address, Optional<byte[]> json, Optional<Secret> token) {
        String caller = token.map(Secret::value).orElse("none");
        Instant begun = time.instant();
        String resource = json.isPresent() ? "graphql" : address.getPath().startsWith("/search/") ? "search" : "core";
        Window window = windows.get(caller + " " + resource);
        Said said = window == null ? says.apply(caller, address.getPath()) : limited(caller, address, window);
        Map<String, String> headers = new HashMap<>(said.headers());
        if (window != null) {
            headers.put("x-ratelimit-limit", "" + window.limit);
            headers.put("x-ratelimit-remaining", "" + window.left);
            headers.put("x-ratelimit-reset", "" + window.reset.getEpochSecond());
            headers.put("x-ratelimit-resource", resource);
            window.onTheirWay++;
            window.begunLately.add(time.instant());
        }
        time.pause(Duration.ofMillis(1 + random.nextInt(400)));
        sent.add(new Sent(begun, time.instant(), caller, resource));
        if (window != null) {
            window.onTheirWay--;
            window.read = true;
        }
        return new Exchange(
                json.isPresent() ? "POST" : "GET",
                address,
                said.status(),
                headers,
                said.body().getBytes(StandardCharsets.UTF_8));
    }

    private Said limited(String caller, URI address, Window window) {
        renew(window);
        if (window.left == 0) {
            if (window.read) {
                refused.merge(caller, 1, Integer::sum);
            }
            return Said.of(403, "API rate limit exceeded for user ID 1.");
        }
        Said said = says.apply(caller, address.getPath());
        if (said.status() != 401) {
            window.left--;
        }
        if (said.status() == OK) {
            answered.merge(caller, 1, Integer::sum);
        }
        return said;
    }

    private void renew(Window window) {
        if (!time.instant().isBefore(window.reset)) {
            window.left = window.limit;
            // In whole seconds, as the header says it.
            window.reset =
                    Instant.ofEpochSecond(time.instant().plus(window.length).getEpochSecond());
        }
    }

    private int paced(Window window) {
        while (!window.begunLately.isEmpty()
                && window.begunLately.getFirst().plusSeconds(60).compareTo(time.instant()) <= 0) {
            window.begunLately.removeFirst();
        }
        return window.begunLately.size();
    }

    /** A window with something left, of which nothing is on its way, though it isn't one of 900 in the last minute. */
    Optional<String> idle() {
        return windows.entrySet().stream()
                .filter(window -> {
                    renew(window.getValue());
                    return window.getValue().left > 0
                            && window.getValue().onTheirWay == 0
                            && paced(window.getValue()) < MOST_A_MINUTE;
                })
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
