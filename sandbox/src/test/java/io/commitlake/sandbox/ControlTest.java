package io.commitlake.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Tests the control endpoint, which serves tests in other processes. */
class ControlTest {
    @TempDir
    Path folder = Path.of("");

    private final HttpClient http = HttpClient.newHttpClient();
    private Sandbox sandbox;
    private Client client;

    @BeforeEach
    void start() {
        sandbox = Sandbox.start(Options.of(Histories.in(folder).folder())
                .withClock(Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC)));
        client = new Client(sandbox);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private HttpResponse<String> ask(String method, String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(sandbox.server() + "/_sandbox" + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void faultsCanBeInjectedListedAndRemoved() throws Exception {
        HttpResponse<String> ordered = ask(
                "POST",
                "/faults",
                "{\"fault\": \"status\", \"status\": 503, \"retryAfter\": \"3\", \"kind\": \"rest\", \"times\": 2}");
        assertThat(ordered.statusCode()).isEqualTo(200);
        HttpResponse<String> answer = client.rest("/repos/sandbox/alpha");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).hasValue("3");
        JsonNode shown = Client.json(ask("GET", "/faults", ""));
        assertThat(shown.at("/0/fault").asString()).isEqualTo("status");
        assertThat(shown.at("/0/done").asInt()).isEqualTo(1);
        assertThat(Client.json(ask("DELETE", "/faults", "")).size()).isZero();
        assertThat(client.rest("/repos/sandbox/alpha").statusCode()).isEqualTo(200);
    }

    @Test
    void everyFaultCanBeInjected() throws Exception {
        for (String fault : new String[] {
            "graphQlError",
            "partial",
            "truncated",
            "reset",
            "wrongTotal",
            "incomplete",
            "shifted",
            "revoke",
            "forbid",
            "hide"
        }) {
            assertThat(ask("POST", "/faults", "{\"fault\": \"" + fault + "\"}").statusCode())
                    .as(fault)
                    .isEqualTo(200);
        }
        assertThat(ask("POST", "/faults", "{\"fault\": \"slow\", \"delay\": \"PT1S\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(Client.json(ask("GET", "/faults", "")).size()).isEqualTo(11);
    }

    @Test
    void theErrorNamesWhatIsWrongInAFaultRule() throws Exception {
        for (String[] wrong : new String[][] {
            {"{\"fault\": \"flood\"}", "flood"},
            {"{\"fault\": \"reset\", \"when\": 3}", "when"},
            {"{\"fault\": \"reset\", \"after\": \"three\"}", "after"},
            {"{\"fault\": \"reset\", \"times\": 0}", "0 times"},
            {"{\"fault\": \"reset\", \"kind\": \"ftp\"}", "ftp"},
            {"{\"fault\": \"status\", \"status\": 200}", "200"},
            {"{\"fault\": \"slow\"}", "delay"},
            {"{", "JSON"}
        }) {
            HttpResponse<String> refused = ask("POST", "/faults", wrong[0]);
            assertThat(refused.statusCode()).as(wrong[0]).isEqualTo(400);
            assertThat(refused.body()).contains(wrong[1]);
        }
        assertThat(ask("GET", "/nothing", "").statusCode()).isEqualTo(404);
    }

    @Test
    void theClockMovesAhead() throws Exception {
        JsonNode now = Client.json(ask("POST", "/clock", "{\"advance\": \"PT1H\"}"));
        assertThat(now.path("now").asString()).isEqualTo("2026-01-01T01:00:00Z");
        assertThat(Client.json(ask("GET", "/clock", "")).path("ahead").asString())
                .isEqualTo("PT1H");
        assertThat(sandbox.clock().instant()).isEqualTo("2026-01-01T01:00:00Z");
        assertThat(ask("POST", "/clock", "{\"advance\": \"-PT1H\"}").statusCode())
                .isEqualTo(400);
    }

    @Test
    void requestCountsAreShownAndReset() throws Exception {
        client.rest("/repos/sandbox/alpha");
        client.rest("/search/repositories?q=stars:0");
        JsonNode requests = Client.json(ask("GET", "/requests", ""));
        assertThat(requests.path("total").asInt()).isEqualTo(2);
        assertThat(requests.path("search").asInt()).isEqualTo(1);
        assertThat(requests.at("/statuses/200").asInt()).isEqualTo(2);
        assertThat(requests.at("/callers/anonymous").asInt()).isEqualTo(2);
        assertThat(requests.at("/latest/0").asString()).isEqualTo("200 GET /repos/sandbox/alpha (anonymous)");
        assertThat(Client.json(ask("DELETE", "/requests", "")).path("total").asInt())
                .isZero();
    }
}
