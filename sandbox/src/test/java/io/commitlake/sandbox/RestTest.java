package io.commitlake.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class RestTest {
    @TempDir
    Path folder = Path.of("");

    private Sandbox sandbox;
    private Client client;

    @BeforeEach
    void start() {
        Histories histories = Histories.in(folder);
        histories.tell("""
                {"alpha": {"fullName": "acme/anvils", "id": 4711, "formerNames": ["acme/hammers"], "stars": 5},
                 "beta": {"standing": "blocked"}, "empty": {"standing": "gone"}}""");
        sandbox = Sandbox.start(Options.of(histories.folder()));
        client = new Client(sandbox);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void aRepositoryHasTheShapeOfGitHubsDescription() {
        HttpResponse<String> answer = client.rest("/repositories/4711");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-ratelimit-remaining")).hasValue("59");
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json; charset=utf-8");
        assertFits(answer, "full-repository");
        assertThat(Client.json(answer).path("full_name").asString()).isEqualTo("acme/anvils");
        assertThat(client.rest("/repos/acme/anvils").body()).isEqualTo(answer.body());
    }

    @Test
    void limitsHaveTheShapeOfGitHubsDescription() {
        assertFits(client.rest("/rate_limit"), "rate-limit-overview");
    }

    @Test
    void whatIsRenamedGoneOrBlockedSaysSo() {
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
        assertFits(unknown, "basic-error");
    }

    @Test
    void aWrongTokenIsRefusedAndSoIsAnUnknownVersion() {
        assertThat(client.rest("/rate_limit", "Authorization", "token nonsense").statusCode())
                .isEqualTo(401);
        assertThat(client.rest("/rate_limit", "X-GitHub-Api-Version", "1999-01-01")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void withoutAUserAgentNothingIsAnswered() throws IOException {
        // Java's own client always names itself.
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), sandbox.server().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write("GET /api/v3/rate_limit HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 403");
        }
    }

    private static void assertFits(HttpResponse<String> answer, String definition) {
        try (InputStream in = Objects.requireNonNull(RestTest.class.getResourceAsStream("/github-rest.schema.json"))) {
            ObjectNode schema = (ObjectNode) JsonMapper.shared().readTree(in);
            schema.put("$ref", "#/$defs/" + definition);
            var validator = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(schema.toString());
            assertThat(validator.validate(answer.body(), InputFormat.JSON)).isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
