package io.commitlake.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.hub.Users;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class GraphQlTest {
    @TempDir
    Path folder = Path.of("");

    private Histories histories;
    private Sandbox sandbox;
    private Client client;

    @BeforeEach
    void start() {
        histories = Histories.in(folder);
        sandbox = Sandbox.start(Options.of(histories.folder()));
        client = new Client(sandbox);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void aRepositoryHasTheValuesThatGitHas() {
        JsonNode repository = client.query("""
                {repository(owner: "sandbox", name: "alpha") {
                  databaseId nameWithOwner url createdAt stargazerCount isEmpty
                  defaultBranchRef {name target {oid ... on Commit {
                    committedDate messageHeadline history {totalCount} author {email date user {databaseId}}
                    parents(first: 1) {nodes {oid}}}}}
                  object(expression: "main:file1") {oid ... on Blob {byteSize isBinary}}}}""").at("/data/repository");
        assertThat(repository.path("databaseId").asLong()).isEqualTo(1000);
        assertThat(repository.path("url").asString()).isEqualTo("https://github.com/sandbox/alpha");
        assertThat(repository.path("createdAt").asString()).isEqualTo("2024-03-01T10:00:00Z");
        assertThat(repository.path("stargazerCount").asLong()).isEqualTo(100);
        JsonNode target = repository.at("/defaultBranchRef/target");
        assertThat(target.path("oid").asString()).isEqualTo(histories.git("rev-parse", "main"));
        assertThat(target.path("messageHeadline").asString()).isEqualTo("commit 3");
        assertThat(target.at("/history/totalCount").asLong()).isEqualTo(3);
        assertThat(target.at("/parents/nodes/0/oid").asString()).isEqualTo(histories.git("rev-parse", "main~1"));
        assertThat(target.at("/author/date").asString()).isEqualTo("2024-03-01T12:00:00+02:00");
        assertThat(target.at("/author/user/databaseId").asLong())
                .isEqualTo(Users.id("ann@example.org").orElseThrow());
        assertThat(repository.at("/object/oid").asString()).isEqualTo(histories.git("rev-parse", "main:file1"));
        assertThat(repository.at("/object/byteSize").asLong()).isEqualTo("line 1\n".length());
    }

    @Test
    void aQueryThatDoesNotFitTheSchemaIsRefusedAsOnGitHub() {
        JsonNode answer = client.query("{repository(owner: \"sandbox\", name: \"alpha\") {shoeSize}}");
        assertThat(answer.has("data")).isFalse();
        assertThat(answer.at("/errors/0/message").asString())
                .isEqualTo("Field 'shoeSize' doesn't exist on type 'Repository'");
        assertThat(answer.at("/errors/0/extensions/code").asString()).isEqualTo("undefinedField");
    }

    @Test
    void aFieldThatIsNotServedIsAnErrorNotNull() {
        JsonNode answer = client.query("{repository(owner: \"sandbox\", name: \"alpha\") {homepageUrl}}");
        assertThat(answer.at("/errors/0/type").asString()).isEqualTo("NOT_SERVED");
    }

    @Test
    void aMissingRepositoryIsNullWithNotFoundAtItsPath() {
        JsonNode byName = client.query("{a: repository(owner: \"no\", name: \"body\") {id} viewer {login}}");
        assertThat(byName.at("/data/a").isNull()).isTrue();
        assertThat(byName.at("/data/viewer/login").asString()).isEqualTo("sandbox");
        assertThat(byName.at("/errors/0/type").asString()).isEqualTo("NOT_FOUND");
        assertThat(byName.at("/errors/0/path/0").asString()).isEqualTo("a");
        assertThat(byName.at("/errors/0/message").asString())
                .isEqualTo("Could not resolve to a Repository with the name 'no/body'.");
        JsonNode byNode = client.query("{nodes(ids: [\"R_kgDOAAAD6A\", \"R_no\"]) {... on Repository {databaseId}}}");
        assertThat(byNode.at("/data/nodes/0/databaseId").asLong()).isEqualTo(1000);
        assertThat(byNode.at("/data/nodes/1").isNull()).isTrue();
        assertThat(byNode.at("/errors/0/path/1").asInt()).isEqualTo(1);
        assertThat(byNode.at("/errors/0/message").asString())
                .isEqualTo("Could not resolve to a node with the global id of 'R_no'");
    }

    @Test
    void aQueryTakesAHundredNodesAndAHundredAliases() {
        String ids =
                IntStream.rangeClosed(0, 100).mapToObj(i -> "\"R_" + i + "\"").collect(Collectors.joining(","));
        assertThat(client.query("{nodes(ids: [" + ids + "]) {id}}")
                        .at("/errors/0/type")
                        .asString())
                .isEqualTo("ARGUMENT_LIMIT");
        String head = histories.git("rev-parse", "main");
        String aliases = IntStream.range(0, 100)
                .mapToObj(i -> "c" + i + ": object(oid: \"" + head + "\") {... on Commit {author {user {databaseId}}}}")
                .collect(Collectors.joining(" "));
        JsonNode answer = client.query("{repository(owner: \"sandbox\", name: \"alpha\") {" + aliases + "}}");
        assertThat(answer.at("/data/repository").size()).isEqualTo(100);
        assertThat(answer.has("errors")).isFalse();
    }

    @Test
    void aHundredBlobsHaveTheirSizesAndTexts() throws Exception {
        List<String> oids = new ArrayList<>();
        for (int i = 0; i < 98; i++) {
            oids.add(blob(("text " + i).getBytes(StandardCharsets.UTF_8)));
        }
        oids.add(blob(new byte[] {'a', 0}));
        oids.add(blob("x".repeat(512_001).getBytes(StandardCharsets.UTF_8)));
        StringBuilder aliases = new StringBuilder();
        for (int i = 0; i < oids.size(); i++) {
            aliases.append("b%d: object(oid: \"%s\") {... on Blob {byteSize isBinary isTruncated text}} "
                    .formatted(i, oids.get(i)));
        }
        JsonNode answer = client.query("{repository(owner: \"sandbox\", name: \"alpha\") {" + aliases + "}}");
        assertThat(answer.has("errors")).isFalse();
        JsonNode blobs = answer.at("/data/repository");
        assertThat(blobs.size()).isEqualTo(100);
        assertThat(blobs.at("/b97/text").asString()).isEqualTo("text 97");
        assertThat(blobs.at("/b97/byteSize").asInt()).isEqualTo(7);
        assertThat(blobs.at("/b98/isBinary").asBoolean()).isTrue();
        assertThat(blobs.at("/b98/text").isNull()).isTrue();
        assertThat(blobs.at("/b99/byteSize").asInt()).isEqualTo(512_001);
        assertThat(blobs.at("/b99/isTruncated").asBoolean()).isTrue();
        assertThat(blobs.at("/b99/text").asString()).hasSize(512_000);
    }

    private String blob(byte[] contents) throws Exception {
        return histories.git(
                "hash-object",
                "-w",
                Files.write(folder.resolve("blob"), contents).toString());
    }

    @Test
    void anEmptyRepositoryHasNoDefaultBranch() {
        JsonNode empty =
                client.query("{repository(owner: \"sandbox\", name: \"empty\") {isEmpty defaultBranchRef {name}}}");
        assertThat(empty.at("/data/repository/isEmpty").asBoolean()).isTrue();
        assertThat(empty.at("/data/repository/defaultBranchRef").isNull()).isTrue();
    }

    @Test
    void aLiveRepositoryIsReadAnewForEachRequest() throws Exception {
        histories.git("branch", "-m", "main", "trunk");
        histories.git("update-ref", "refs/heads/trunk", "trunk~1");
        JsonNode moved = client.query(
                "{repository(owner: \"sandbox\", name: \"alpha\") {defaultBranchRef {name target {oid}}}}");
        assertThat(moved.at("/data/repository/defaultBranchRef/name").asString())
                .isEqualTo("trunk");
        assertThat(moved.at("/data/repository/defaultBranchRef/target/oid").asString())
                .isEqualTo(histories.git("rev-parse", "trunk"));
        Files.move(histories.alpha(), folder.resolve("away"));
        assertThat(client.query("{repository(owner: \"sandbox\", name: \"alpha\") {id}}")
                        .at("/errors/0/type")
                        .asString())
                .isEqualTo("NOT_FOUND");
    }

    @Test
    void aRepositoryKeepsItsIdWhenTheFolderIsReadAgain() {
        Shell.git(
                folder,
                "init",
                "-q",
                "--bare",
                histories.folder().resolve("aaa.git").toString());
        sandbox.refresh();
        JsonNode answer = client.query("""
                {old: repository(owner: "sandbox", name: "alpha") {databaseId}
                 new: repository(owner: "sandbox", name: "aaa") {databaseId}}""");
        assertThat(answer.at("/data/old/databaseId").asLong()).isEqualTo(1000);
        assertThat(answer.at("/data/new/databaseId").asLong()).isEqualTo(1003);
    }

    @Test
    void withoutAnAcceptedTokenGraphQlAnswers401() {
        assertThat(client.graphQl("{viewer {login}}").statusCode()).isEqualTo(401);
        var wrong = client.graphQl("{viewer {login}}", "Authorization", "Bearer nonsense");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(Client.json(wrong).path("message").asString()).isEqualTo("Bad credentials");
        var odd = client.graphQl("{viewer {login}}", "Authorization", "TOKEN " + client.token());
        assertThat(odd.statusCode()).isEqualTo(200);
    }
}
