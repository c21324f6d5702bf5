package io.commitlake.github.http;

import io.commitlake.github.tokens.Budget;
import io.commitlake.github.tokens.Resource;
import io.commitlake.github.tokens.TokenLease;
import io.commitlake.github.tokens.TokenPool;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import io.commitlake.model.secret.Secret;
import io.micronaut.http.client.exceptions.HttpClientException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to GitHub, and is the only place that retries them: it waits for rate limits, tries another token if
 * GitHub refuses one or hides a repository from it, follows moves, and retries after server faults.
 */
public final class Http {
    private static final int MAX_MOVES = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    /** Sends a request once. */
    @FunctionalInterface
    interface Wire {
        Exchange send(URI address, Optional<byte[]> json, Optional<Secret> token);
    }

    private final URI root;
    private final Wire wire;
    private final TokenPool tokens;

    /** Creates a client that follows moves only below the root of the REST API. */
    public Http(URI root, Transport transport, TokenPool tokens) {
        this(root, transport::send, tokens);
    }

    Http(URI root, Wire wire, TokenPool tokens) {
        this.root = root;
        this.wire = wire;
        this.tokens = tokens;
    }

    public TokenPool tokens() {
        return tokens;
    }

    /**
     * Sends a request, and retries it until a retry wouldn't change the response.
     *
     * @return a response whose verdict is never {@link Verdict.Limited}; it is {@link Verdict.Gone} or
     *     {@link Verdict.Forbidden} only if every token got such a verdict, and transient
     *     ({@link Verdict#isTransient}) only if every try failed
     * @throws CommitlakeException of kind SPENT if the wait for a budget would be too long, of kind SETTINGS if GitHub
     *     refuses every token, or if the request needs a token and none is set
     */
    public ApiResponse send(ApiRequest request) {
        return new Attempts(request).response();
    }

    /** The attempts at one request. */
    private final class Attempts {
        private final Instant since = tokens.clock().instant();
        private final Set<Integer> withoutAccess;
        private ApiRequest request;
        private @Nullable ApiResponse noAccess;
        private int faults;
        private int moves;

        Attempts(ApiRequest request) {
            this.request = request;
            this.withoutAccess = new HashSet<>(request.avoided());
        }

        ApiResponse response() {
            while (true) {
                Optional<TokenLease> lease =
                        tokens.lease(request.resource(), request.repository(), withoutAccess, since);
                if (lease.isEmpty()) {
                    return noAccess != null ? asExisting(noAccess) : noToken(request);
                }
                ApiResponse response = sendOnce(request, lease.get());
                if (isFinal(response)) {
                    rememberAccess(response);
                    return response;
                }
            }
        }

        /**
         * Without a token, GitHub says that a private repository doesn't exist. If it forbade a token to read the
         * repository before, even for another request, that stands.
         */
        private ApiResponse asExisting(ApiResponse response) {
            return response.verdict() instanceof Verdict.Gone
                    ? request.repository()
                            .flatMap(tokens::forbidden)
                            .map(words -> new ApiResponse(
                                    response.exchange(), new Verdict.Forbidden(words), response.token()))
                            .orElse(response)
                    : response;
        }

        /** Whether a retry wouldn't change the response. */
        private boolean isFinal(ApiResponse response) {
            return switch (response.verdict()) {
                case Verdict.Limited limited -> false;
                case Verdict.BadCredentials bad -> response.token() == 0;
                // A 403 implies that the repository exists, so it takes precedence over a 404.
                case Verdict.Gone gone -> withoutAccess(noAccess == null ? response : noAccess, response.token());
                case Verdict.Forbidden forbidden -> withoutAccess(response, response.token());
                case Verdict.Moved(URI to, String message) -> !follow(to);
                case Verdict.ServerFault(String message) -> failedOften(message);
                case Verdict.Unreadable(String message) -> failedOften(message);
                case Verdict other -> true;
            };
        }

        /** Once a token sees the repository, the 404s for other tokens mean that they have no access to it. */
        private void rememberAccess(ApiResponse response) {
            if (!withoutAccess.isEmpty() && response.verdict() instanceof Verdict.Ok) {
                request.repository().ifPresent(repository -> tokens.exclude(withoutAccess, repository));
            }
        }

        private boolean withoutAccess(ApiResponse response, int token) {
            noAccess = response;
            withoutAccess.add(token);
            return false;
        }

        private boolean follow(URI to) {
            boolean follows = request.json().isEmpty() && isBelowRoot(to) && moves++ < MAX_MOVES;
            request = follows ? request.withAddress(to) : request;
            return follows;
        }

        private boolean failedOften(String message) {
            faults++;
            if (faults < request.tries()) {
                pause(faults, message);
            }
            return faults >= request.tries();
        }
    }

    /** Sends a request once, reports to the lease what the response says about its token, and closes the lease. */
    public ApiResponse sendOnce(ApiRequest request, TokenLease lease) {
        try (lease) {
            Exchange exchange = wire.send(request.address(), request.json(), lease.secret());
            Instant now = tokens.clock().instant();
            Verdict verdict = ResponseClassifier.classify(exchange, request.resource(), now);
            report(lease, request, verdict, new LimitHeaders(exchange, now));
            return new ApiResponse(exchange, verdict, lease.number());
        } catch (HttpClientException failed) {
            String message =
                    request.verb() + " " + request.address() + " gets no complete response: " + FailureText.of(failed);
            Exchange none = new Exchange(request.verb(), request.address(), 0, Map.of(), new byte[0]);
            return new ApiResponse(none, new Verdict.ServerFault(message), lease.number());
        }
    }

    private static void report(TokenLease lease, ApiRequest request, Verdict verdict, LimitHeaders limits) {
        Optional<Resource> resource = limits.resource(request.resource());
        Optional<Budget> budget = limits.budget();
        if (!(verdict instanceof Verdict.BadCredentials) && resource.isPresent() && budget.isPresent()) {
            // The headers that come with a refused token are those of the caller's IP address.
            lease.report(resource.get(), budget.get());
        }
        switch (verdict) {
            case Verdict.BadCredentials bad -> lease.refused();
            case Verdict.Limited(boolean primary, Optional<Instant> until, String message)
            when primary && until.isPresent() ->
                lease.report(
                        resource.orElse(request.resource()),
                        new Budget(budget.map(Budget::limit).orElse(0), 0, until.get()));
            case Verdict.Limited(boolean primary, Optional<Instant> until, String message) -> lease.limited(until);
            case Verdict.Forbidden(String message) ->
                request.repository().ifPresent(repository -> lease.forbidden(repository, message));
            case Verdict fault when fault.isTransient() -> {}
            case Verdict other -> lease.succeeded();
        }
    }

    /** The response to a request that no token in the pool may serve. */
    private ApiResponse noToken(ApiRequest request) {
        if (tokens.isAnonymous()) {
            throw CommitlakeException.settings(
                    "GitHub's GraphQL API needs a token: set GITHUB_TOKENS, GITHUB_TOKENS_FILE or GITHUB_APP_ID");
        }
        String message = request.verb() + " " + request.address() + ": no token can see "
                + request.repository().map(name -> "repository " + name).orElse("the repository")
                + request.repository()
                        .flatMap(tokens::forbidden)
                        .map(words -> " (" + words + ")")
                        .orElse("");
        Exchange none = new Exchange(request.verb(), request.address(), 403, Map.of(), new byte[0]);
        return new ApiResponse(none, new Verdict.Forbidden(message), 0);
    }

    private boolean isBelowRoot(URI to) {
        return Objects.equals(to.getScheme(), root.getScheme())
                && Objects.equals(to.getHost(), root.getHost())
                && to.getPort() == root.getPort()
                && to.getRawPath().startsWith(root.getRawPath());
    }

    private void pause(int faults, String message) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << (faults - 1));
        try {
            // Random jitter keeps shards from retrying all at once.
            tokens.pause(pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis())));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommitlakeException.github(message, interrupted);
        }
    }
}
