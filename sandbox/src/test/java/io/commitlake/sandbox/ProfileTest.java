package io.commitlake.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The description, license, language, topics, parent and counts of a repository. */
class ProfileTest {
    private static final String FIELDS = """
            description isArchived isPrivate isFork forkCount stargazerCount parent {databaseId}
            licenseInfo {spdxId} primaryLanguage {name}
            repositoryTopics(first: 20) {nodes {topic {name}}}
            issues(states: OPEN) {totalCount} pullRequests(states: OPEN) {totalCount}
            closed: issues(states: CLOSED) {totalCount}""";

    @TempDir
    Path folder = Path.of("");

    private Histories histories;
    private Sandbox sandbox;
    private Client client;

    @BeforeEach
    void start() {
        histories = Histories.in(folder);
        histories.writeRepositoriesJson("""
                {"alpha": {"id": 4711, "description": "Anvils", "license": "MIT", "language": "C",
                           "topics": ["iron", "anvil"], "forks": 3, "openIssues": 2, "openPullRequests": 5,
                           "archived": true, "private": true, "parent": 1001},
                 "beta": {"description": null, "license": null, "language": null, "topics": []},
                 "empty": {"license": "NOASSERTION"}}""");
        sandbox = Sandbox.start(Options.of(histories.folder()));
        client = new Client(sandbox);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private JsonNode graphQl(String name) {
        return client.query("{repository(owner: \"sandbox\", name: \"" + name + "\") {" + FIELDS + "}}");
    }

    @Test
    void graphQlShowsTheProfile() {
        JsonNode alpha = graphQl("alpha").at("/data/repository");
        assertThat(alpha.path("description").asString()).isEqualTo("Anvils");
        assertThat(alpha.at("/licenseInfo/spdxId").asString()).isEqualTo("MIT");
        assertThat(alpha.at("/primaryLanguage/name").asString()).isEqualTo("C");
        assertThat(alpha.at("/repositoryTopics/nodes/0/topic/name").asString()).isEqualTo("iron");
        assertThat(alpha.at("/repositoryTopics/nodes").size()).isEqualTo(2);
        assertThat(alpha.path("forkCount").asInt()).isEqualTo(3);
        assertThat(alpha.at("/issues/totalCount").asInt()).isEqualTo(2);
        assertThat(alpha.at("/pullRequests/totalCount").asInt()).isEqualTo(5);
        assertThat(alpha.at("/closed/totalCount").asInt()).isZero();
        assertThat(alpha.path("isArchived").asBoolean()).isTrue();
        assertThat(alpha.path("isPrivate").asBoolean()).isTrue();
        assertThat(alpha.path("isFork").asBoolean()).isTrue();
        assertThat(alpha.at("/parent/databaseId").asLong()).isEqualTo(1001);

        JsonNode beta = graphQl("beta").at("/data/repository");
        for (String field : List.of("description", "licenseInfo", "primaryLanguage", "parent")) {
            assertThat(beta.path(field).isNull()).as(field).isTrue();
        }
        assertThat(beta.path("isFork").asBoolean()).isFalse();
    }

    @Test
    void restShowsTheProfileAndCountsPullRequestsAsIssues() {
        JsonNode alpha = client.get("/repos/sandbox/alpha");
        assertThat(alpha.path("description").asString()).isEqualTo("Anvils");
        assertThat(alpha.at("/license/spdx_id").asString()).isEqualTo("MIT");
        assertThat(alpha.path("language").asString()).isEqualTo("C");
        assertThat(alpha.path("topics").toString()).isEqualTo("[\"iron\",\"anvil\"]");
        assertThat(alpha.path("forks_count").asInt()).isEqualTo(3);
        assertThat(alpha.path("open_issues_count").asInt()).isEqualTo(7);
        assertThat(alpha.path("archived").asBoolean()).isTrue();
        assertThat(alpha.path("private").asBoolean()).isTrue();
        assertThat(alpha.path("fork").asBoolean()).isTrue();
        assertThat(alpha.at("/parent/id").asLong()).isEqualTo(1001);

        JsonNode beta = Client.json(client.rest("/repos/sandbox/beta"));
        assertThat(beta.has("parent")).isFalse();
        assertThat(beta.path("license").isNull()).isTrue();
        assertThat(Client.json(client.rest("/repos/sandbox/empty"))
                        .at("/license/key")
                        .asString())
                .isEqualTo("other");
    }

    @Test
    void aBlockedParentIsNullWithAnErrorAtItsPath() {
        histories.writeRepositoriesJson("{\"alpha\": {\"parent\": 1001}, \"beta\": {\"standing\": \"blocked\"}}");
        sandbox.refresh();
        JsonNode answer = graphQl("alpha");
        assertThat(answer.at("/data/repository/parent").isNull()).isTrue();
        assertThat(answer.at("/data/repository/isFork").asBoolean()).isTrue();
        assertThat(answer.at("/errors/0/type").asString()).isEqualTo("FORBIDDEN");
        assertThat(answer.at("/errors/0/path").toString()).isEqualTo("[\"repository\",\"parent\"]");
        assertThat(Client.json(client.rest("/repos/sandbox/alpha")).has("parent"))
                .isFalse();
    }

    @Test
    void aSearchFindsForksOnlyIfAskedAndNoPrivateRepository() {
        histories.writeRepositoriesJson("""
                {"alpha": {"parent": 1001, "archived": true}, "empty": {"private": true}}""");
        sandbox.refresh();
        assertThat(found("stars:>=0")).containsExactly("sandbox/beta");
        assertThat(found("stars:>=0 fork:false")).containsExactly("sandbox/beta");
        assertThat(found("stars:>=0 fork:only")).containsExactly("sandbox/alpha");
        assertThat(found("stars:>=0 fork:true")).containsExactlyInAnyOrder("sandbox/alpha", "sandbox/beta");
        assertThat(found("fork:true archived:true")).containsExactly("sandbox/alpha");
        assertThat(found("fork:true archived:false")).containsExactly("sandbox/beta");
    }

    private List<String> found(String terms) {
        return Client.json(client.rest("/search/repositories?q=" + URLEncoder.encode(terms, StandardCharsets.UTF_8)))
                .path("items")
                .valueStream()
                .map(item -> item.path("full_name").asString())
                .toList();
    }
}
