package io.commitlake.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.rest.DiffLimits;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Compares the REST API's history to Git's own and to GitHub's schema. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestHistoryTest {
    private static final String ODD = "/repos/sandbox/odd";
    private Path work = Path.of("");
    private Sandbox sandbox;
    private Client client;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        Histories histories = Histories.in(folder);
        work = Files.createDirectories(folder.resolve("odd"));
        Shell.git(work, "init", "-q", "-b", "main");
        Files.writeString(work.resolve("kept.txt"), "one\ntwo\nthree\nfour\n");
        Files.write(work.resolve("binary"), new byte[] {0, 1, 2});
        Files.createSymbolicLink(work.resolve("link"), Path.of("kept.txt"));
        Files.writeString(work.resolve("gone"), "diff --git a/x b/x\n@@ -1 +1 @@\n");
        commit("first");
        Shell.git(work, "mv", "kept.txt", "moved +ü.txt");
        Files.writeString(work.resolve("moved +ü.txt"), "one\ntwo\nthree\nfour\nfive\n");
        Files.write(work.resolve("binary"), new byte[] {0, 1, 3});
        Files.delete(work.resolve("link"));
        Files.writeString(work.resolve("link"), "a file now\n");
        Files.delete(work.resolve("gone"));
        Files.setPosixFilePermissions(
                Files.createFile(work.resolve("empty")), PosixFilePermissions.fromString("rwxr-xr-x"));
        commit("second\n\nwith more\n");
        Shell.git(work, "update-index", "--add", "--cacheinfo", "160000," + "1234567890".repeat(4) + ",module");
        Shell.git(work, "commit", "-q", "-m", "module");
        Shell.git(work, "checkout", "-q", "-b", "feature/side", "main~1");
        for (int i = 0; i < 701; i++) {
            Files.writeString(work.resolve("many" + i), "line\n");
        }
        commit("many");
        Shell.git(work, "checkout", "-q", "-f", "main");
        Shell.git(work, "merge", "-q", "--no-edit", "feature/side");
        Shell.git(
                work,
                "clone",
                "-q",
                "--bare",
                ".",
                histories.folder().resolve("odd.git").toString());
        histories.writeRepositoriesJson("{\"odd\": {\"formerNames\": [\"old/odd\"]}}");
        sandbox = Sandbox.start(
                Options.of(histories.folder()).withDiffLimits(new DiffLimits(1_000, 100_000, 2_000, 200_000, 50_000)));
        client = new Client(sandbox);
    }

    @AfterAll
    void stop() {
        sandbox.close();
    }

    private void commit(String message) {
        Shell.git(work, "add", "-A");
        Shell.git(work, "commit", "-q", "-m", message);
    }

    private String oid(String name) {
        return Shell.git(work, "rev-parse", name);
    }

    @Test
    void pagesOfCommitsAreInTheOrderOfGitRevList() {
        List<String> found = new ArrayList<>();
        String next = ODD + "/commits?per_page=2";
        for (int page = 1; page <= 3; page++) {
            HttpResponse<String> answer = client.rest(next);
            Client.json(answer).forEach(commit -> found.add(commit.path("sha").asString()));
            Map<String, String> links = Links.of(answer);
            assertThat(links.containsKey("next")).isEqualTo(page < 3);
            assertThat(links.containsKey("prev")).isEqualTo(page > 1);
            if (page < 3) {
                String following = Objects.requireNonNull(links.get("next"));
                assertThat(following).contains("/repositories/", "page=" + (page + 1));
                assertThat(links.get("last")).contains("page=3");
                next = following.substring(client.setting("GITHUB_API_URL").length());
            }
        }
        assertThat(found).isEqualTo(Shell.git(work, "rev-list", "main").lines().toList());
        assertThat(client.get(ODD + "/commits?sha=feature/side").size()).isEqualTo(3);
        assertThat(client.get(ODD + "/commits?until=2020-01-01T00:00:00Z").size())
                .isZero();
        assertThat(client.rest(ODD + "/commits?sha=nowhere").statusCode()).isEqualTo(404);
        assertThat(client.rest(ODD + "/commits?path=link").statusCode()).isEqualTo(422);
        HttpResponse<String> empty = client.rest("/repos/sandbox/empty/commits");
        assertThat(empty.statusCode()).isEqualTo(409);
        assertThat(Client.json(empty).path("message").asString()).isEqualTo("Git Repository is empty.");
    }

    @Test
    void aCommitHasItsMessageDatesAndUsers() {
        JsonNode commit = client.get(ODD + "/commits/" + oid("main~1").substring(0, 10));
        assertThat(commit.path("sha").asString()).isEqualTo(oid("main~1"));
        assertThat(client.get(ODD + "/commits/main~2").at("/commit/message").asString())
                .isEqualTo("second\n\nwith more");
        assertThat(commit.at("/commit/committer/date").asString()).isEqualTo("2024-03-01T10:00:00Z");
        assertThat(commit.at("/commit/author/email").asString()).isEqualTo("ann@example.org");
        assertThat(commit.at("/author/type").asString()).isEqualTo("User");
        assertThat(commit.at("/parents/0/sha").asString()).isEqualTo(oid("main~2"));
        HttpResponse<String> unknown = client.rest(ODD + "/commits/" + "0123456789".repeat(4));
        assertThat(unknown.statusCode()).isEqualTo(422);
        assertThat(Client.json(unknown).path("message").asString()).startsWith("No commit found for SHA");
    }

    @Test
    void theFilesOfACommitAreThoseOfGitDiffTree() {
        for (String name : List.of("main~2", "main~1", "main~3")) {
            JsonNode commit = client.get(ODD + "/commits/" + oid(name));
            String parent = name.equals("main~3") ? "4b825dc642cb6eb9a060e54bf8d69288fbee4904" : name + "^";
            List<String> expected = Shell.git(
                            work, "-c", "core.quotePath=false", "diff-tree", "-r", "-M50%", "--raw", parent, name)
                    .lines()
                    .map(line -> line.replaceFirst("^:(\\S+ ){2}", "").replaceFirst("R\\d+", "R"))
                    .map(line ->
                            line.replaceFirst("^(\\w+) \\w+ ([AMRT])", "$2 $2 ").replaceFirst("^(\\w+) \\w+ D", "D $1"))
                    .map(line -> line.replaceFirst("^(.).*?\\t", "$1\t"))
                    .toList();
            List<String> found = new ArrayList<>();
            commit.path("files")
                    .forEach(file -> found.add(letter(file) + "\t"
                            + (file.has("previous_filename")
                                    ? file.path("previous_filename").asString() + "\t"
                                    : "")
                            + file.path("filename").asString()));
            assertThat(found).isEqualTo(expected);
        }
    }

    private static String letter(JsonNode file) {
        return switch (file.path("status").asString()) {
            case "added" -> "A";
            case "removed" -> "D";
            case "modified" -> "M";
            case "renamed" -> "R";
            default -> "T";
        };
    }

    @Test
    void aFileHasItsBlobCountsAndPatch() {
        JsonNode files = client.get(ODD + "/commits/" + oid("main~2")).path("files");
        JsonNode moved = file(files, "moved +ü.txt");
        assertThat(moved.path("sha").asString()).isEqualTo(oid("main~2:moved +ü.txt"));
        assertThat(moved.path("additions").asInt()).isEqualTo(1);
        assertThat(moved.path("changes").asInt()).isEqualTo(1);
        assertThat(moved.path("patch").asString()).isEqualTo("@@ -2,3 +2,4 @@ one\n two\n three\n four\n+five");
        assertThat(moved.path("raw_url").asString())
                .isEqualTo("https://github.com/sandbox/odd/raw/" + oid("main~2") + "/moved%20%2B%C3%BC.txt");
        JsonNode binary = file(files, "binary");
        assertThat(binary.path("status").asString()).isEqualTo("modified");
        assertThat(binary.has("patch")).isFalse();
        assertThat(file(files, "empty").has("patch")).isFalse();
        JsonNode gone = file(files, "gone");
        assertThat(gone.path("sha").asString()).isEqualTo(oid("main~3:gone"));
        assertThat(gone.path("patch").asString()).isEqualTo("@@ -1,2 +0,0 @@\n-diff --git a/x b/x\n-@@ -1 +1 @@");
        assertThat(gone.path("raw_url").asString()).contains(oid("main~3"));
        JsonNode link = file(files, "link");
        assertThat(link.path("status").asString()).isEqualTo("changed");
        assertThat(link.path("patch").asString()).contains("-kept.txt", "+a file now");
        JsonNode module = client.get(ODD + "/commits/" + oid("main~1")).at("/files/0");
        assertThat(module.path("sha").asString()).isEqualTo("1234567890".repeat(4));
        assertThat(module.path("patch").asString())
                .isEqualTo("@@ -0,0 +1 @@\n+Subproject commit " + "1234567890".repeat(4));
    }

    @Test
    void aPageHasAtMostThreeHundredFiles() {
        String path = ODD + "/commits/" + oid("feature/side");
        int seen = 0;
        for (int page = 1; page <= 3; page++) {
            JsonNode commit = client.get(path + "?page=" + page);
            seen += commit.path("files").size();
            assertThat(commit.at("/stats/additions").asInt()).isEqualTo(701);
        }
        assertThat(seen).isEqualTo(701);
        Map<String, String> links = Links.of(client.rest(path + "?per_page=300"));
        assertThat(links.get("last")).endsWith("/commits/" + oid("feature/side") + "?per_page=300&page=3");
        assertThat(Links.of(client.rest(path + "?page=3"))).containsOnlyKeys("prev", "first");
    }

    @Test
    void atMostThreeThousandFilesAreShown() throws IOException {
        Path huge = Files.createDirectories(work.resolveSibling("huge"));
        Shell.git(huge, "init", "-q", "-b", "main");
        for (int i = 0; i < 3_001; i++) {
            Files.writeString(huge.resolve("file" + i), "line\n");
        }
        Shell.git(huge, "add", "-A");
        Shell.git(huge, "commit", "-q", "-m", "huge");
        serve(huge, "huge.git");
        String path = "/repos/sandbox/huge/commits/main?page=";
        JsonNode last = Client.json(client.unchecked(path + 10));
        assertThat(last.path("files").size()).isEqualTo(300);
        assertThat(Links.of(client.unchecked(path + 10))).containsOnlyKeys("prev", "first");
        assertThat(Client.json(client.unchecked(path + 11)).path("files").size())
                .isZero();
    }

    private void serve(Path repository, String name) {
        Path served = work.resolveSibling("histories").resolve(name);
        Shell.git(repository, "clone", "-q", "--bare", ".", served.toString());
        sandbox.refresh();
    }

    @Test
    void aComparisonCountsTheCommitsAheadAndBehind() {
        JsonNode ahead = client.get(ODD + "/compare/main~3...main?per_page=2");
        assertThat(ahead.path("status").asString()).isEqualTo("ahead");
        assertThat(ahead.path("ahead_by").asInt()).isEqualTo(4);
        assertThat(ahead.path("total_commits").asInt()).isEqualTo(4);
        assertThat(ahead.at("/commits/0/sha").asString()).isEqualTo(oid("main~2"));
        assertThat(ahead.path("commits").size()).isEqualTo(2);
        assertThat(ahead.path("files").size()).isEqualTo(300);
        JsonNode second = client.get(ODD + "/compare/main~3...main?per_page=2&page=2");
        assertThat(second.has("files")).isFalse();
        assertThat(second.at("/commits/1/sha").asString()).isEqualTo(oid("main"));
        JsonNode diverged = client.get(ODD + "/compare/feature/side...main~1");
        assertThat(diverged.path("status").asString()).isEqualTo("diverged");
        assertThat(diverged.path("behind_by").asInt()).isEqualTo(1);
        assertThat(diverged.at("/merge_base_commit/sha").asString()).isEqualTo(oid("main~2"));
        assertThat(client.get(ODD + "/compare/main...main").path("status").asString())
                .isEqualTo("identical");
        assertThat(client.get(ODD + "/compare/main...main~1").path("status").asString())
                .isEqualTo("behind");
        assertThat(client.rest(ODD + "/compare/main...nowhere").statusCode()).isEqualTo(404);
    }

    @Test
    void treesAndBlobsAreThoseOfGit() {
        JsonNode tree = client.get(ODD + "/git/trees/main~1?recursive=1");
        List<String> found = new ArrayList<>();
        tree.path("tree")
                .forEach(entry -> found.add(
                        entry.path("mode").asString() + " " + entry.path("type").asString() + " "
                                + entry.path("sha").asString() + "\t"
                                + entry.path("path").asString()));
        assertThat(found)
                .isEqualTo(Shell.git(work, "-c", "core.quotePath=false", "ls-tree", "-r", "-t", "main~1")
                        .lines()
                        .toList());
        JsonNode blob = client.get(ODD + "/git/blobs/" + oid("main~2:binary"));
        assertThat(Base64.getMimeDecoder().decode(blob.path("content").asString()))
                .containsExactly(0, 1, 3);
        assertThat(blob.path("size").asInt()).isEqualTo(3);
        HttpResponse<String> raw =
                client.rest(ODD + "/git/blobs/" + oid("main~2:link"), "Accept", "application/vnd.github.raw+json");
        assertThat(raw.body()).isEqualTo("a file now\n");
        JsonNode commit = client.get(ODD + "/git/commits/" + oid("main"));
        assertThat(commit.path("parents").size()).isEqualTo(2);
        assertThat(client.rest(ODD + "/git/blobs/" + oid("main")).statusCode()).isEqualTo(404);
        assertThat(client.rest("/repos/sandbox/empty/git/trees/main").statusCode())
                .isEqualTo(409);
    }

    @Test
    void aRenamedRepositoryRedirectsToItsId() {
        HttpResponse<String> moved = client.rest("/repos/old/odd/commits?per_page=1");
        assertThat(moved.statusCode()).isEqualTo(301);
        String location = moved.headers().firstValue("location").orElseThrow();
        assertThat(location).matches(".*/repositories/[0-9]+/commits\\?per_page=1");
        assertThat(client.rest(location.substring(
                                client.setting("GITHUB_API_URL").length()))
                        .statusCode())
                .isEqualTo(200);
        assertThat(client.rest(ODD + "/commits/").statusCode()).isEqualTo(404);
        assertThat(client.rest("/repositories/1003/").statusCode()).isEqualTo(404);
    }

    @Test
    void a304IsFreeForACallerWithAToken() {
        String bearer = "Bearer " + client.token();
        HttpResponse<String> first = client.rest(ODD, "Authorization", bearer);
        String tag = first.headers().firstValue("etag").orElseThrow();
        HttpResponse<String> again = client.rest(ODD, "Authorization", bearer, "If-None-Match", tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.headers().firstValue("x-ratelimit-remaining"))
                .isEqualTo(first.headers().firstValue("x-ratelimit-remaining"));
    }

    @Test
    void aTooLargeDiffHasNoCountsAndNoPatch() throws IOException {
        // The limit is 1,000 lines per file and 2,000 in total: b and c use 1,999 of them, so d exceeds the total.
        Path big = work.resolveSibling("big");
        Files.createDirectories(big);
        Shell.git(big, "init", "-q", "-b", "main");
        Files.writeString(big.resolve("a-too-large"), "line\n".repeat(1_001));
        Files.writeString(big.resolve("b"), "line\n".repeat(999));
        Files.writeString(big.resolve("c"), "line\n".repeat(1_000));
        Files.writeString(big.resolve("d-past-the-whole"), "line\n".repeat(2));
        Files.writeString(big.resolve("e"), "x\n");
        Shell.git(big, "add", "-A");
        Shell.git(big, "commit", "-q", "-m", "big");
        serve(big, "big.git");
        JsonNode files = client.get("/repos/sandbox/big/commits/main").path("files");
        List<Integer> additions = new ArrayList<>();
        files.forEach(file -> additions.add(file.path("additions").asInt()));
        assertThat(additions).containsExactly(0, 999, 1_000, 0, 0);
        assertThat(file(files, "a-too-large").has("patch")).isFalse();
        assertThat(file(files, "e").has("patch")).isFalse();
        assertThat(file(files, "c").has("patch")).isTrue();
    }

    private static JsonNode file(JsonNode files, String name) {
        for (JsonNode file : files) {
            if (file.path("filename").asString().equals(name)) {
                return file;
            }
        }
        throw new AssertionError("no file " + name + " in " + files);
    }
}
