package io.commitlake.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.hub.TokenRights;
import io.commitlake.sandbox.hub.TokenRights.Classic;
import io.commitlake.sandbox.hub.TokenRights.FineGrained;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A token sees and reads private repositories only with GitHub's rights, and public ones without any. */
class TokenRightsTest {
    private static final String PRIVATE = "/repos/sandbox/alpha";
    private static final String PUBLIC = "/repos/sandbox/beta";
    private static final String QUERY =
            "{repository(owner: \"sandbox\", name: \"alpha\") {databaseId defaultBranchRef {name}}}";

    @TempDir
    Path folder = Path.of("");

    private Sandbox sandbox;
    private Client client;

    @BeforeEach
    void start() {
        Histories histories = Histories.in(folder);
        histories.writeRepositoriesJson("{\"alpha\": {\"private\": true, \"formerNames\": [\"sandbox/old\"]}}");
        sandbox = Sandbox.start(Options.of(histories.folder()));
        client = new Client(sandbox);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private HttpResponse<String> rest(String path) {
        return client.rest(path, "Authorization", "Bearer " + client.token());
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("none");
    }

    private HttpResponse<String> git(String name) throws Exception {
        String basic = Base64.getEncoder()
                .encodeToString(("x-access-token:" + client.token()).getBytes(StandardCharsets.UTF_8));
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(
                                    sandbox.server() + "/" + name + ".git/info/refs?service=git-upload-pack"))
                            .header("Authorization", "Basic " + basic)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private void assertReads(String path, String name) throws Exception {
        assertThat(rest(path).statusCode()).isEqualTo(200);
        assertThat(rest(path + "/commits").statusCode()).isEqualTo(200);
        assertThat(git(name).statusCode()).isEqualTo(200);
    }

    @Test
    void aClassicTokenShowsItsScopesAndWhichAreAccepted() throws Exception {
        sandbox.grant(0, new Classic(List.of("repo", "gist")));
        HttpResponse<String> repository = rest(PRIVATE);

        assertThat(header(repository, "X-OAuth-Scopes")).isEqualTo("gist, repo");
        assertThat(header(repository, "X-Accepted-OAuth-Scopes")).isEqualTo("repo");
        assertThat(header(rest(PRIVATE + "/commits"), "X-Accepted-OAuth-Scopes"))
                .isEmpty();
        assertThat(header(repository, "X-Accepted-GitHub-Permissions")).isEqualTo("none");
        assertReads(PRIVATE, "sandbox/alpha");
        assertThat(client.query(QUERY)
                        .at("/data/repository/defaultBranchRef/name")
                        .asString())
                .isNotEmpty();
    }

    @Test
    void aFineGrainedTokenShowsWhichPermissionIsAccepted() throws Exception {
        sandbox.grant(0, FineGrained.READING);

        assertThat(header(rest(PRIVATE), "X-Accepted-GitHub-Permissions")).isEqualTo("metadata=read");
        assertThat(header(rest(PRIVATE + "/commits"), "X-Accepted-GitHub-Permissions"))
                .isEqualTo("contents=read");
        assertThat(header(rest(PRIVATE), "X-OAuth-Scopes")).isEqualTo("none");
        assertReads(PRIVATE, "sandbox/alpha");
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "fine-grained", "without metadata"})
    void withoutTheRightAPrivateRepositoryDoesNotExist(String kind) throws Exception {
        TokenRights rights = switch (kind) {
            case "classic" -> new Classic(List.of("public_repo"));
            case "fine-grained" -> new FineGrained(Map.of());
            default -> new FineGrained(Map.of("contents", "read"));
        };
        sandbox.grant(0, rights);

        assertThat(rest(PRIVATE).statusCode()).isEqualTo(404);
        assertThat(rest(PRIVATE + "/commits").statusCode()).isEqualTo(404);
        assertThat(rest("/repos/sandbox/old").statusCode()).isEqualTo(404);
        assertThat(client.query(QUERY).at("/errors/0/type").asString()).isEqualTo("NOT_FOUND");
        assertThat(git("sandbox/alpha").statusCode()).isEqualTo(404);
        assertThat(git("sandbox/old").statusCode()).isEqualTo(404);
        assertReads(PUBLIC, "sandbox/beta");
    }

    @Test
    void withoutAnyTokenAPrivateRepositoryDoesNotExist() {
        assertThat(client.rest(PRIVATE).statusCode()).isEqualTo(404);
        assertThat(client.rest(PUBLIC).statusCode()).isEqualTo(200);
    }

    @Test
    void withoutContentsAPrivateRepositoryIsShownButNotRead() throws Exception {
        sandbox.grant(0, new FineGrained(Map.of("metadata", "read")));

        assertThat(rest(PRIVATE).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = rest(PRIVATE + "/commits");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("Resource not accessible by personal access token");
        assertThat(header(refused, "X-Accepted-GitHub-Permissions")).isEqualTo("contents=read");
        JsonNode answer = client.query(QUERY);
        assertThat(answer.at("/data/repository/databaseId").asLong()).isEqualTo(1000);
        assertThat(answer.at("/errors/0/type").asString()).isEqualTo("FORBIDDEN");
        assertThat(answer.at("/errors/0/path").toString()).isEqualTo("[\"repository\",\"defaultBranchRef\"]");
        HttpResponse<String> git = git("sandbox/alpha");
        assertThat(git.statusCode()).isEqualTo(403);
        assertThat(git.body()).contains("Write access to repository not granted.");
        assertReads(PUBLIC, "sandbox/beta");
    }
}
