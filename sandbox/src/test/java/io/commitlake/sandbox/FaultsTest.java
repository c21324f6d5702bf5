package io.commitlake.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.control.FaultRule;
import io.commitlake.sandbox.control.RequestKind;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class FaultsTest {
    private static final String ALPHA = "/repos/sandbox/alpha";

    @TempDir
    Path folder = Path.of("");

    private Sandbox sandbox;
    private Client client;

    @BeforeEach
    void start() {
        sandbox = Sandbox.start(Options.of(Histories.in(folder).folder()).withTokens(List.of("good", "better")));
        client = new Client(sandbox);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private HttpResponse<String> rest(String path) {
        return client.rest(path, "Authorization", "Bearer good");
    }

    private JsonNode graphQl(String query) {
        return Client.json(client.graphQl(query, "Authorization", "Bearer good"));
    }

    @Test
    void aFaultHitsOnlyTheRequestsThatItsRuleMatches() {
        sandbox.inject(FaultRule.of(new Fault.Status(502))
                .kind(RequestKind.REST)
                .path("/commits")
                .after(1)
                .times(2));
        assertThat(rest(ALPHA).statusCode()).isEqualTo(200);
        assertThat(rest(ALPHA + "/commits").statusCode()).isEqualTo(200);
        HttpResponse<String> fault = rest(ALPHA + "/commits?page=1");
        assertThat(fault.statusCode()).isEqualTo(502);
        assertThat(fault.headers().firstValue("content-type")).hasValue("text/html");
        assertThat(fault.body()).contains("<center>nginx</center>");
        assertThat(rest(ALPHA).statusCode()).isEqualTo(200);
        assertThat(rest(ALPHA + "/commits").statusCode()).isEqualTo(502);
        assertThat(rest(ALPHA + "/commits").statusCode()).isEqualTo(200);
        assertThat(sandbox.faultProgress().getFirst().seen()).isEqualTo(4);
        assertThat(sandbox.faultProgress().getFirst().done()).isEqualTo(2);
    }

    @Test
    void theFirstOfSeveralDueRulesAppliesAndTheNextWaits() {
        sandbox.inject(FaultRule.of(new Fault.Status(500)));
        sandbox.inject(FaultRule.of(new Fault.Status(429, Duration.ofSeconds(8))));
        assertThat(rest(ALPHA).statusCode()).isEqualTo(500);
        HttpResponse<String> second = rest(ALPHA);
        assertThat(second.statusCode()).isEqualTo(429);
        assertThat(second.headers().firstValue("retry-after")).hasValue("8");
        sandbox.inject(FaultRule.of(new Fault.Status(500)).always());
        sandbox.clearFaults();
        assertThat(rest(ALPHA).statusCode()).isEqualTo(200);
    }

    @Test
    void connectionsCloseBeforeOrWithinTheBody() {
        sandbox.inject(FaultRule.of(new Fault.Reset()).times(10)); // Java's client retries by itself
        assertThatThrownBy(() -> rest(ALPHA)).isInstanceOf(UncheckedIOException.class);
        sandbox.clearFaults();
        sandbox.inject(FaultRule.of(new Fault.Truncated(64)).times(10));
        assertThatThrownBy(() -> rest(ALPHA)).isInstanceOf(UncheckedIOException.class);
        sandbox.clearFaults();
        assertThat(rest(ALPHA).statusCode()).isEqualTo(200);
    }

    @Test
    void aSlowAnswerIsComplete() {
        sandbox.inject(FaultRule.of(new Fault.Slow(Duration.ofMillis(300))));
        long start = System.nanoTime();
        assertThat(rest(ALPHA).statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void aCloneCanFailHalfway() {
        String address = sandbox.server() + "/sandbox/alpha";
        // In protocol 2, the second POST requests the pack.
        sandbox.inject(FaultRule.of(new Fault.Status(429))
                .kind(RequestKind.GIT)
                .path("POST")
                .after(1));
        assertThat(cloned(address).err()).contains("429");
        sandbox.clearFaults();
        sandbox.inject(FaultRule.of(new Fault.Truncated(100))
                .kind(RequestKind.GIT)
                .path("POST")
                .after(1));
        assertThat(cloned(address).exit()).isNotZero();
        assertThat(cloned(address).exit()).isZero();
    }

    private Shell.Result cloned(String address) {
        return Shell.tryGit(
                folder,
                Map.of(),
                "clone",
                "-q",
                "--bare",
                address,
                folder.resolve("clone").toString());
    }

    @Test
    void aGraphQlErrorAnswers200() {
        sandbox.inject(FaultRule.of(new Fault.GraphQlError("RATE_LIMITED", "API rate limit exceeded.")));
        JsonNode limited = graphQl("{viewer {login}}");
        assertThat(limited.has("data")).isFalse();
        assertThat(limited.at("/errors/0/type").asString()).isEqualTo("RATE_LIMITED");
    }

    @Test
    void resourceLimitsCutTheData() {
        String nodes = "{nodes(ids: [\"R_kgDOAAAD6A\", \"R_kgDOAAAD6Q\", \"R_kgDOAAAD6g\"]) {id ... on Repository"
                + " {databaseId defaultBranchRef {target {oid}}}}}";
        assertThat(graphQl(nodes).at("/data/nodes").size()).isEqualTo(3);
        sandbox.inject(FaultRule.of(new Fault.Partial(1)));
        JsonNode partial = graphQl(nodes);
        assertThat(partial.at("/data/nodes/0/databaseId").asInt()).isEqualTo(1000);
        assertThat(partial.at("/data/nodes/0/defaultBranchRef/target/oid").asString())
                .hasSize(40);
        assertThat(partial.at("/data/nodes/1").isNull()).isTrue();
        assertThat(partial.at("/data/nodes/2").isNull()).isTrue();
        assertThat(partial.at("/errors/0/type").asString()).isEqualTo("RESOURCE_LIMITS_EXCEEDED");
        assertThat(partial.at("/errors/0/path").toString()).isEqualTo("[\"nodes\",1]");
        sandbox.inject(FaultRule.of(new Fault.Partial(1)));
        assertThat(graphQl("{viewer {login}}").at("/data/viewer").isNull()).isTrue();
    }

    @Test
    void searchResultsCanBeWrong() {
        String all = "/search/repositories?q=stars:%3E%3D0&sort=stars&per_page=2";
        sandbox.inject(FaultRule.of(new Fault.WrongTotal(5)).kind(RequestKind.SEARCH));
        assertThat(client.get(all).path("total_count").asInt()).isEqualTo(8);
        sandbox.inject(FaultRule.of(new Fault.Incomplete(2)));
        JsonNode incomplete = client.get(all);
        assertThat(incomplete.path("incomplete_results").asBoolean()).isTrue();
        assertThat(incomplete.path("items").size()).isEqualTo(1);
        JsonNode first = client.get(all);
        sandbox.inject(FaultRule.of(new Fault.Shifted(1)));
        JsonNode second = client.get(all + "&page=2");
        assertThat(second.path("total_count").asInt()).isEqualTo(3);
        assertThat(second.path("items").size()).isEqualTo(1);
        assertThat(second.at("/items/0/id")).isEqualTo(first.at("/items/0/id"));
    }

    @Test
    void aTokenCanBeRevokedOrForbidden() {
        sandbox.inject(FaultRule.of(new Fault.Revoke(0)).after(1));
        assertThat(rest(ALPHA).statusCode()).isEqualTo(200);
        assertThat(rest(ALPHA).statusCode()).isEqualTo(401);
        assertThat(rest(ALPHA).statusCode()).isEqualTo(401);
        assertThat(client.rest(ALPHA, "Authorization", "token better").statusCode())
                .isEqualTo(200);
        sandbox.clearFaults();
        sandbox.inject(FaultRule.of(new Fault.Forbid(0, "sandbox/alpha")));
        HttpResponse<String> forbidden = rest(ALPHA);
        assertThat(forbidden.statusCode()).isEqualTo(403);
        assertThat(forbidden.headers().firstValueAsLong("x-ratelimit-remaining").orElseThrow())
                .isPositive();
        assertThat(rest("/repos/sandbox/beta").statusCode()).isEqualTo(200);
        assertThat(client.rest(ALPHA).statusCode()).isEqualTo(200);
        JsonNode answer = graphQl("{repository(owner: \"sandbox\", name: \"alpha\") {id}}");
        assertThat(answer.at("/errors/0/type").asString()).isEqualTo("FORBIDDEN");
        sandbox.clearFaults();
        assertThat(rest(ALPHA).statusCode()).isEqualTo(200);
    }

    /** GitHub hides a private repository from a token without access in this way. */
    @Test
    void aRepositoryCanBeHiddenFromOneToken() {
        sandbox.inject(FaultRule.of(new Fault.Hide(0, "sandbox/alpha")));
        assertThat(rest(ALPHA).statusCode()).isEqualTo(404);
        assertThat(rest("/repos/sandbox/beta").statusCode()).isEqualTo(200);
        assertThat(client.rest(ALPHA, "Authorization", "token better").statusCode())
                .isEqualTo(200);
        JsonNode answer = graphQl("{repository(owner: \"sandbox\", name: \"alpha\") {id}}");
        assertThat(answer.at("/errors/0/type").asString()).isEqualTo("NOT_FOUND");
        sandbox.clearFaults();
        assertThat(rest(ALPHA).statusCode()).isEqualTo(200);
    }

    @Test
    void requestsAreCountedByKindTokenAndStatus() {
        rest(ALPHA);
        client.rest("/repos/no/body", "Authorization", "Bearer better");
        client.rest("/search/repositories?q=stars:0");
        graphQl("{viewer {login}}");
        cloned(sandbox.server() + "/sandbox/alpha");
        var requests = sandbox.requests();
        assertThat(requests.of(RequestKind.REST)).isEqualTo(2);
        assertThat(requests.of(RequestKind.SEARCH)).isEqualTo(1);
        assertThat(requests.of(RequestKind.GRAPHQL)).isEqualTo(1);
        assertThat(requests.of(RequestKind.GIT)).isEqualTo(3);
        assertThat(requests.total()).isEqualTo(7);
        assertThat(requests.withStatus(404)).isEqualTo(1);
        assertThat(requests.withToken(0)).isEqualTo(2);
        assertThat(requests.withToken(1)).isEqualTo(1);
        assertThat(requests.latest().getFirst()).isEqualTo("200 GET /repos/sandbox/alpha (token 0)");
        sandbox.resetRequests();
        assertThat(sandbox.requests().total()).isZero();
    }
}
