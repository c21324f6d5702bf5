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

    @Test
    void aCommitShowsItsFilesAsGitDoes() throws Exception {
        String blob = blob("text".getBytes(StandardCharsets.UTF_8));
        String submodule = "1234567890".repeat(4);
        for (String entry : List.of(
                "100644," + blob + ",a/b/file",
                "100755," + blob + ",a/run",
                "120000," + blob + ",link",
                "160000," + submodule + ",é/module")) {
            histories.git("--work-tree", folder.toString(), "update-index", "--add", "--cacheinfo", entry);
        }
        String commit = histories.git("commit-tree", "-m", "files", histories.git("write-tree"));
        StringBuilder aliases = new StringBuilder();
        List<String> paths = List.of("a", "a/b/file", "a/run", "link", "é/module", "a/none", "link/none");
        for (int i = 0; i < paths.size(); i++) {
            aliases.append("f%d: file(path: \"%s\") {mode type oid path name object {oid ... on Blob {byteSize}}} "
                    .formatted(i, paths.get(i)));
        }
        JsonNode answer = client.query("{repository(owner: \"sandbox\", name: \"alpha\") {object(oid: \"" + commit
                + "\") {... on Commit {" + aliases + "}}}}");
        assertThat(answer.has("errors")).isFalse();
        JsonNode files = answer.at("/data/repository/object");
        for (int i = 0; i < 5; i++) {
            JsonNode file = files.path("f" + i);
            String[] entry = histories
                    .git("-c", "core.quotePath=false", "ls-tree", commit, paths.get(i))
                    .split("[ \t]", -1);
            assertThat(Integer.toOctalString(file.path("mode").asInt())).isEqualTo(entry[0].replaceFirst("^0", ""));
            assertThat(file.path("type").asString()).isEqualTo(entry[1]);
            assertThat(file.path("oid").asString()).isEqualTo(entry[2]);
            assertThat(file.path("path").asString()).isEqualTo(entry[3]);
        }
        assertThat(files.at("/f1/object/byteSize").asInt()).isEqualTo(4);
        assertThat(files.at("/f1/name").asString()).isEqualTo("file");
        assertThat(files.at("/f4/object").isNull()).isTrue();
        assertThat(files.at("/f5").isNull()).isTrue();
        assertThat(files.at("/f6").isNull()).isTrue();
    }

    /** Git has other rules: UTF-16 is binary to Git, and text may have a NUL after 8000 bytes and needn't be UTF-8. */
    @Test
    void textIsWhatGitHubTakesForText() throws Exception {
        byte[] late = "x".repeat(9000).getBytes(StandardCharsets.UTF_8);
        late[8999] = 0;
        String aliases = "utf16: object(oid: \"" + blob("café".getBytes(StandardCharsets.UTF_16)) + "\") {...b} late:"
                + " object(oid: \"" + blob(late) + "\") {...b} latin: object(oid: \""
                + blob("café".getBytes(StandardCharsets.ISO_8859_1)) + "\") {...b}";
        JsonNode blobs = client.query("{repository(owner: \"sandbox\", name: \"alpha\") {" + aliases
                        + "}} fragment b on Blob {isBinary text}")
                .at("/data/repository");
        assertThat(blobs.at("/utf16/text").asString()).isEqualTo("café");
        assertThat(blobs.at("/utf16/isBinary").asBoolean()).isFalse();
        assertThat(blobs.at("/late/isBinary").asBoolean()).isTrue();
        assertThat(blobs.at("/latin/isBinary").asBoolean()).isTrue();
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
