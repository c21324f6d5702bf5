package io.commitlake.job.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.github.Endpoints;
import io.commitlake.github.GitHub;
import io.commitlake.github.RepositoryRef;
import io.commitlake.github.http.Http;
import io.commitlake.github.http.Transport;
import io.commitlake.github.tokens.Credential;
import io.commitlake.github.tokens.TokenPool;
import io.commitlake.ledger.UserIds;
import io.commitlake.model.Secret;
import io.commitlake.sandbox.Options;
import io.commitlake.sandbox.Sandbox;
import io.commitlake.sandbox.SchemaCheck;
import io.commitlake.sandbox.synthetic.SyntheticRepositories;
import io.commitlake.sandbox.synthetic.SyntheticRepository;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuthorIdsTest {
    private static final SyntheticRepositories ONE = SyntheticRepositories.of(1, 5);

    private Sandbox sandbox;
    private Transport transport;
    private GitHub github;
    private RepositoryRef repository;
    private String commit;

    @BeforeEach
    void serve() {
        sandbox = Sandbox.start(Options.of(ONE), new SchemaCheck());
        Endpoints endpoints = new Endpoints(uri("GITHUB_API_URL"), uri("GITHUB_GRAPHQL_URL"), uri("GITHUB_SERVER_URL"));
        transport = new Transport(endpoints.api());
        Secret token = new Secret(Objects.requireNonNull(sandbox.environment().get("GITHUB_TOKENS")));
        TokenPool tokens = new TokenPool(List.of(Credential.of(token)), Clock.systemUTC(), Duration.ofMinutes(1));
        github = new GitHub(endpoints, new Http(endpoints.api(), transport, tokens));
        SyntheticRepository sketch = ONE.repositories().getFirst();
        var seen = (io.commitlake.github.Lookup.Found)
                github.byName(List.of(sketch.fullName())).getFirst();
        repository =
                new RepositoryRef(sketch.id(), Optional.of(seen.repository().nodeId()));
        commit = seen.repository().head().orElseThrow().sha();
        sandbox.resetRequests();
    }

    @AfterEach
    void end() {
        transport.close();
        sandbox.close();
    }

    private URI uri(String setting) {
        return URI.create(Objects.requireNonNull(sandbox.environment().get(setting)));
    }

    @Test
    void eachEmailIsLookedUpOnceARun() {
        AuthorIds ids = new AuthorIds(github);
        UserIds first = ids.ids(Map.of("one@example.org", commit, "two@example.org", commit), repository);
        assertThat(sandbox.requests().total()).isEqualTo(1);

        assertThat(ids.ids(Map.of("two@example.org", commit), repository).id("two@example.org"))
                .isEqualTo(first.id("two@example.org"));
        assertThat(sandbox.requests().total()).isEqualTo(1);
        ids.ids(Map.of("two@example.org", commit, "three@example.org", commit), repository);
        assertThat(sandbox.requests().total()).isEqualTo(2);
    }

    @Test
    void anEmailThatNamesItsIdNeedsNoRequest() {
        assertThat(new AuthorIds(github)
                        .ids(Map.of("77+a@users.noreply.github.com", commit), repository)
                        .id("77+a@users.noreply.github.com"))
                .hasValue(77);
        assertThat(sandbox.requests().total()).isZero();
    }
}
