package io.commitlake.job.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.commitlake.github.Endpoints;
import io.commitlake.github.GitHub;
import io.commitlake.github.http.Exchange;
import io.commitlake.github.http.HttpOver;
import io.commitlake.github.tokens.Credential;
import io.commitlake.github.tokens.TokenPool;
import io.commitlake.job.doctor.Finding.Level;
import io.commitlake.model.secret.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TokenCheckTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-14T10:00:00Z"), ZoneOffset.UTC);
    private static final URI API = URI.create("https://api.github.com");

    private static List<Finding> check(int status, int left, Map<String, String> headers, String... tokens) {
        String body = """
                {"resources": {"core": {"limit": 5000, "remaining": %d, "reset": 1773483600}}}""".formatted(left);
        TokenPool pool = new TokenPool(
                List.of(tokens).stream().map(Secret::new).map(Credential::of).toList(), CLOCK, Duration.ZERO);
        GitHub github = new GitHub(
                new Endpoints(API, URI.create("https://api.github.com/graphql"), URI.create("https://github.com")),
                HttpOver.server(
                        API,
                        (address, json, token) ->
                                new Exchange("GET", address, status, headers, body.getBytes(StandardCharsets.UTF_8)),
                        pool));
        return new TokenCheck(github, CLOCK).run();
    }

    @Test
    void aTokenWithoutAnythingToDoIsOk() {
        assertThat(check(200, 4_990, Map.of("date", "Sat, 14 Mar 2026 10:00:20 GMT", "x-oauth-scopes", "repo"), "a"))
                .containsExactly(
                        new Finding(Level.OK, "token 1", "4990 of 5000 core requests left"),
                        new Finding(Level.OK, "clock", "as GitHub's, to a minute"));
    }

    @Test
    void aSpentTokenSaysUntilWhen() {
        assertThat(check(200, 0, Map.of(), "a"))
                .containsExactly(new Finding(
                        Level.WARNING, "token 1", "0 of 5000 core requests left until 2026-03-14T10:20:00Z"));
    }

    @Test
    void scopesThatTheWorkerNeverUsesAreNamed() {
        assertThat(check(200, 1, Map.of("x-oauth-scopes", "repo, delete_repo, admin:org"), "a"))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.level()).isEqualTo(Level.WARNING);
                    assertThat(found.words()).contains("make one without: delete_repo, admin:org;");
                });
    }

    @Test
    void aTokenThatExpiresSoonIsAWarning() {
        String name = "github-authentication-token-expiration";

        assertThat(check(200, 1, Map.of(name, "2026-03-20 10:00:00 UTC"), "a"))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.level()).isEqualTo(Level.WARNING);
                    assertThat(found.words()).contains("it expires 2026-03-20T10:00:00Z, in 6 days: make a new one");
                });
        assertThat(check(200, 1, Map.of(name, "2026-12-31 01:00:00 +0100"), "a"))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.level()).isEqualTo(Level.OK);
                    assertThat(found.words()).contains("it expires 2026-12-31T00:00:00Z;");
                });
        assertThat(check(200, 1, Map.of(name, "whenever"), "a"))
                .extracting(Finding::level)
                .containsExactly(Level.OK);
    }

    @Test
    void aWrongClockIsAWarning() {
        assertThat(check(200, 1, Map.of("date", "Sat, 14 Mar 2026 09:30:00 GMT"), "a"))
                .last()
                .satisfies(found -> {
                    assertThat(found.level()).isEqualTo(Level.WARNING);
                    assertThat(found.words()).startsWith("1800 seconds ahead of GitHub's: synchronize it");
                });
    }

    @Test
    void eachRefusedTokenIsAFailure() {
        assertThat(check(401, 1, Map.of(), "a", "b"))
                .extracting(Finding::level, Finding::subject)
                .containsExactly(tuple(Level.FAILURE, "token 1"), tuple(Level.FAILURE, "token 2"));
    }

    @Test
    void aGitHubThatDoesntAnswerIsntTheTokensFault() {
        assertThatThrownBy(() -> check(502, 1, Map.of(), "a", "b"))
                .hasMessageContaining("502")
                .hasMessageEndingWith(": check the network, the proxy and GITHUB_API_URL");
    }

    @Test
    void withoutATokenTheAnonymousLimitIsNamed() {
        assertThat(check(200, 60, Map.of())).singleElement().satisfies(found -> {
            assertThat(found.level()).isEqualTo(Level.WARNING);
            assertThat(found.subject()).isEqualTo("no token");
            assertThat(found.words()).contains("set GITHUB_TOKENS");
        });
    }
}
