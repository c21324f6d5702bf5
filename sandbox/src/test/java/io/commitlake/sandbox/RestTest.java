package io.commitlake.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.hub.Limits;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class RestTest {
    @TempDir
    Path folder = Path.of("");

    private Sandbox sandbox;
    private Client client;

    @BeforeEach
    void start() {
        Histories histories = Histories.in(folder);
        histories.writeRepositoriesJson("""
                {"alpha": {"fullName": "acme/anvils", "id": 4711, "formerNames": ["acme/hammers"], "stars": 5},
                 "beta": {"standing": "blocked"}, "empty": {"standing": "gone"}}""");
        sandbox = Sandbox.start(Options.of(histories.folder()).withLimits(Limits.GITHUB));
        client = new Client(sandbox);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void aRepositoryFitsGitHubsSchema() {
        HttpResponse<String> answer = client.rest("/repositories/4711");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-ratelimit-remaining")).hasValue("59");
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json; charset=utf-8");
        assertThat(Client.json(answer).path("full_name").asString()).isEqualTo("acme/anvils");
        assertThat(client.rest("/repos/acme/anvils").body()).isEqualTo(answer.body());
    }

    @Test
    void theSchemaRefusesAnAnswerThatGitHubWouldNotGive() {
        ObjectNode repository = (ObjectNode) Client.json(client.rest("/repos/acme/anvils"));
        assertThat(Schema.faults("GET /repos/{owner}/{repo} 200", repository.toString()))
                .isEmpty();
        repository.remove("full_name");
        repository.put("created_at", "yesterday");
        assertThat(Schema.faults("GET /repos/{owner}/{repo} 200", repository.toString()))
                .hasSize(2);
    }

    @Test
    void anonymousCallersHaveGitHubsLimits() {
        JsonNode resources = Client.json(client.rest("/rate_limit")).path("resources");
        assertThat(resources.at("/core/limit").asInt()).isEqualTo(60);
        assertThat(resources.at("/search/limit").asInt()).isEqualTo(10);
        assertThat(resources.at("/graphql/limit").asInt()).isZero();
    }

    @Test
    void renamedGoneAndBlockedRepositoriesAnswerAsOnGitHub() {
        HttpResponse<String> moved = client.rest("/repos/acme/hammers");
        assertThat(moved.statusCode()).isEqualTo(301);
        assertThat(moved.headers().firstValue("location"))
                .hasValue(client.setting("GITHUB_API_URL") + "/repositories/4711");
        assertThat(client.rest("/repos/sandbox/empty").statusCode()).isEqualTo(404);
        assertThat(client.rest("/repos/sandbox/beta").statusCode()).isEqualTo(451);
        assertThat(Client.json(client.rest("/repos/sandbox/beta"))
                        .at("/block/reason")
                        .asString())
                .isEqualTo("dmca");
        HttpResponse<String> unknown = client.rest("/repos/no/body");
        assertThat(Client.json(unknown).path("status").asString()).isEqualTo("404");
    }

    @Test
    void aWrongTokenAndAnUnknownApiVersionAreRefused() {
        assertThat(client.rest("/rate_limit", "Authorization", "token nonsense").statusCode())
                .isEqualTo(401);
        assertThat(client.rest("/rate_limit", "X-GitHub-Api-Version", "1999-01-01")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void aRequestWithoutAUserAgentIsRefused() throws IOException {
        // Java's HTTP client always sends a user agent.
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), sandbox.server().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write("GET /api/v3/rate_limit HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 403");
        }
    }
}
