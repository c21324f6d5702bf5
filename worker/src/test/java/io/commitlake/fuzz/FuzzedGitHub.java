package io.commitlake.fuzz;

import io.commitlake.github.Endpoints;
import io.commitlake.github.GitHub;
import io.commitlake.github.RepositoryObjects;
import io.commitlake.github.RepositoryRef;
import io.commitlake.github.Search;
import io.commitlake.github.http.Exchange;
import io.commitlake.github.http.Http;
import io.commitlake.github.http.HttpOver;
import io.commitlake.github.tokens.Credential;
import io.commitlake.github.tokens.Sleeper;
import io.commitlake.github.tokens.TokenPool;
import io.commitlake.model.secret.Secret;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** A GitHub that answers every request with the same bytes. No request waits. */
record FuzzedGitHub(Http http) {
    static final Clock CLOCK = Clock.fixed(Instant.parse("2024-11-01T00:00:00Z"), ZoneOffset.UTC);
    static final RepositoryRef REPOSITORY = new RepositoryRef(7, Optional.of("R_7"));
    static final URI API = URI.create("https://api.github.com");
    private static final Endpoints ENDPOINTS =
            new Endpoints(API, URI.create("https://api.github.com/graphql"), URI.create("https://github.com"));

    private static final Sleeper NO_SLEEP = new Sleeper() {
        @Override
        public Condition newCondition(Lock lock) {
            return lock.newCondition();
        }

        @Override
        public void sleep(Duration time) {
            // No time passes.
        }
    };

    /** Answers requests that have a token. */
    static FuzzedGitHub withToken(byte[] body) {
        return answering(200, Map.of(), body, List.of(Credential.of(new Secret("of-the-test"))));
    }

    /** Answers requests without a token, for which GitHub has no GraphQL. */
    static FuzzedGitHub withoutToken(byte[] body) {
        return answering(200, Map.of(), body, List.of());
    }

    static FuzzedGitHub answering(int status, Map<String, String> headers, byte[] body, List<Credential> credentials) {
        TokenPool tokens = new TokenPool(credentials, CLOCK, Duration.ZERO, NO_SLEEP);
        return new FuzzedGitHub(HttpOver.server(
                API,
                (address, json, token) ->
                        new Exchange(json.isPresent() ? "POST" : "GET", address, status, headers, body),
                tokens));
    }

    GitHub client() {
        return new GitHub(ENDPOINTS, http);
    }

    Search search() {
        return new Search(ENDPOINTS, http);
    }

    RepositoryObjects objects() {
        return new RepositoryObjects(ENDPOINTS, http);
    }
}
