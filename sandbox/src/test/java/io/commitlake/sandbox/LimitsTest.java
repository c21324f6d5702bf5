package io.commitlake.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.hub.Limits;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Tests GitHub's limits on a clock that only moves when a test moves it. */
class LimitsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Limits.Secondary NONE = Limits.GENEROUS.secondary();

    @TempDir
    Path folder = Path.of("");

    private Histories histories;
    private Sandbox sandbox;
    private Client client;

    @BeforeEach
    void make() {
        histories = Histories.in(folder);
        sandbox = Sandbox.start(Options.of(histories.folder()));
        client = new Client(sandbox);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private void start(Limits limits) {
        sandbox.close();
        sandbox = Sandbox.start(Options.of(histories.folder())
                .withTokens(List.of("first-token", "second-token"))
                .withClock(Clock.fixed(START, ZoneOffset.UTC))
                .withLimits(limits));
        client = new Client(sandbox);
    }

    private static Limits perToken(int core, int search, int graphQl) {
        return Limits.GITHUB
                .withToken(new Limits.Primary(core, search, graphQl))
                .withSecondary(NONE);
    }

    private HttpResponse<String> rest(String token) {
        return client.rest("/repos/sandbox/alpha", "Authorization", "Bearer " + token);
    }

    private HttpResponse<String> search() {
        return client.rest("/search/repositories?q=stars:0", "Authorization", "Bearer first-token");
    }

    private HttpResponse<String> graphQl() {
        return client.graphQl("{viewer {login}}", "Authorization", "Bearer first-token");
    }

    private static long header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValueAsLong(name).orElseThrow();
    }

    @Test
    void aTokenWithNothingLeftIsRefusedUntilTheReset() {
        start(perToken(2, 30, 5000));
        assertThat(header(rest("first-token"), "x-ratelimit-remaining")).isEqualTo(1);
        HttpResponse<String> last = rest("first-token");
        assertThat(last.statusCode()).isEqualTo(200);
        assertThat(header(last, "x-ratelimit-remaining")).isZero();
        assertThat(header(last, "x-ratelimit-reset"))
                .isEqualTo(START.plusSeconds(3600).getEpochSecond());
        HttpResponse<String> refused = rest("first-token");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(header(refused, "x-ratelimit-used")).isEqualTo(2);
        assertThat(Client.json(refused).path("message").asString()).startsWith("API rate limit exceeded for user ID");
        assertThat(rest("second-token").statusCode()).isEqualTo(200);
        sandbox.advance(Duration.ofSeconds(3599));
        assertThat(rest("first-token").statusCode()).isEqualTo(403);
        sandbox.advance(Duration.ofSeconds(1));
        assertThat(rest("first-token").statusCode()).isEqualTo(200);
    }

    @Test
    void searchAndGraphQlHaveTheirOwnBudgets() {
        start(perToken(1, 1, 1));
        assertThat(rest("first-token").statusCode()).isEqualTo(200);
        assertThat(search().statusCode()).isEqualTo(200);
        assertThat(search().statusCode()).isEqualTo(403);
        assertThat(Client.json(graphQl()).has("data")).isTrue();
        HttpResponse<String> refused = graphQl();
        assertThat(refused.statusCode()).isEqualTo(200);
        assertThat(Client.json(refused).at("/errors/0/type").asString()).isEqualTo("RATE_LIMIT");
        assertThat(Client.json(refused).at("/errors/0/code").asString()).isEqualTo("graphql_rate_limit");
        assertThat(header(refused, "x-ratelimit-remaining")).isZero();
        sandbox.advance(Duration.ofMinutes(1));
        assertThat(search().statusCode()).isEqualTo(200);
        assertThat(Client.json(graphQl()).has("data")).isFalse();
        JsonNode limits = Client.json(client.rest("/rate_limit", "Authorization", "Bearer first-token"));
        assertThat(limits.at("/resources/core/remaining").asInt()).isZero();
        assertThat(limits.at("/resources/search/remaining").asInt()).isZero();
    }

    @Test
    void anonymousRequestsShareSixtyAnHourIncludingClones() {
        start(Limits.GITHUB);
        for (int i = 0; i < 59; i++) {
            assertThat(client.rest("/repos/no/body").statusCode()).isEqualTo(404);
        }
        String address = sandbox.server() + "/sandbox/alpha";
        assertThat(Shell.tryGit(folder, Map.of(), "ls-remote", address).exit()).isZero();
        assertThat(client.rest("/repos/sandbox/alpha").statusCode()).isEqualTo(403);
        assertThat(Shell.tryGit(folder, Map.of(), "ls-remote", address).err()).contains("429");
        assertThat(rest("first-token").statusCode()).isEqualTo(200);
    }

    @Test
    void pointsPerMinuteAreLimitedWhateverIsLeftOfTheHour() {
        start(Limits.GITHUB.withSecondary(new Limits.Secondary(100, 2, 1, Duration.ofMinutes(1))));
        rest("first-token");
        sandbox.advance(Duration.ofSeconds(20));
        rest("first-token");
        HttpResponse<String> refused = rest("first-token");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(Client.json(refused).path("message").asString()).contains("secondary rate limit");
        assertThat(header(refused, "x-ratelimit-remaining")).isEqualTo(4998);
        assertThat(header(refused, "retry-after")).isEqualTo(41);
        assertThat(graphQl().statusCode()).isEqualTo(200);
        assertThat(graphQl().statusCode()).isEqualTo(403);
        sandbox.advance(Duration.ofSeconds(41));
        assertThat(rest("first-token").statusCode()).isEqualTo(200);
    }

    @Test
    void aCallerWithTooManyOpenRequestsIsRefusedAnother() {
        start(Limits.GITHUB.withSecondary(new Limits.Secondary(0, 900, 2000, Duration.ofSeconds(7))));
        HttpResponse<String> refused = rest("first-token");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(header(refused, "retry-after")).isEqualTo(7);
    }

    @Test
    void theDefaultLimitsNeverRefuse() {
        for (int i = 0; i < 100; i++) {
            assertThat(client.rest("/repos/no/body").statusCode()).isEqualTo(404);
        }
        assertThat(header(client.rest("/rate_limit"), "x-ratelimit-remaining")).isGreaterThan(900_000);
    }
}
