package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.Json;
import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.control.FaultRule;
import io.commitlake.sandbox.control.RequestKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The report of a run tells a person what it came to, what failed, and what to do. */
class ReportTest {
    @TempDir
    Path folder;

    private OneRepository one;

    @BeforeEach
    void serve() {
        one = new OneRepository(folder);
    }

    @AfterEach
    void stop() {
        one.close();
    }

    private Document page(String run) throws IOException {
        return Jsoup.parse(Files.readString(one.stack.dataset().resolve("_commitlake/reports/" + run + "/index.html")));
    }

    /** The page of the newest run, as {@code report} prints it. */
    private Path newest() {
        return Path.of(one.stack
                .commitlake("report")
                .ended(0)
                .out()
                .lines()
                .filter(line -> line.startsWith("file: "))
                .findFirst()
                .orElseThrow()
                .substring("file: ".length()));
    }

    /** Adds a repository with one commit. */
    private void serveAnother(String name) {
        Repo repo = Repo.create(one.histories(), name);
        repo.branch("main", repo.commit("2020-03-01T00:00:00Z", "first", "1\n"));
        one.stack.sandbox().refresh();
        one.stack.track(name).ended(0);
    }

    private void refuseFetchesOf(String name) {
        one.stack
                .sandbox()
                .inject(FaultRule.of(new Fault.Status(500))
                        .kind(RequestKind.GIT)
                        .path(name)
                        .times(100));
    }

    private void write(String run) {
        one.stack.commitlake("report", "--run", run, "--write").ended(0);
    }

    /** The rows of a table, by the label of its region. */
    private static List<String> rows(Document page, String label) {
        return page.select("[aria-label=\"" + label + "\"] tbody tr").eachText();
    }

    @Test
    void aRunEndsWithItsReport() throws IOException {
        one.add("2022-01-01", "third");
        Stack.Result ran =
                one.stack.commitlake("run", "--snapshot", "2023-01-01").ended(0);

        Path file = newest();

        assertThat(ran.out()).contains("report: file:", "/index.html");
        Document page = Jsoup.parse(Files.readString(file));
        assertThat(page.select(".verdict").text()).startsWith("Complete.");
        assertThat(page.select(".about").text()).contains("2023-01-01 00:00:00 UTC");
        assertThat(rows(page, "Rows and bytes by table"))
                .anySatisfy(row -> assertThat(row).startsWith("commits 1 "))
                .hasSize(3);
        assertThat(rows(page, "Steps and shards over the time of the run"))
                .hasSize(4)
                .allSatisfy(row -> assertThat(row).matches("(plan|extract 0|merge|validate) .*s"));
        assertThat(rows(page, "Slowest repositories over the time of the run"))
                .singleElement()
                .asString()
                .startsWith("sandbox/anvils");
        assertThat(rows(page, "Requests by token"))
                .anySatisfy(row -> assertThat(row).startsWith("token 1 graphql"));
        assertThat(page.select("#validation p").text()).startsWith("No faults in 3 files");
        assertThat(rows(page, "The last runs")).hasSize(2);
        assertThat(page.select("[aria-label=\"Slowest repositories over the time of the run\"] td > svg > rect"))
                .hasSizeGreaterThan(2);
    }

    @Test
    void aReportAsksForNothingAndShowsNoSecret() throws Exception {
        one.stack.commitlake("run", "--snapshot", "2023-01-01").ended(0);
        Path file = newest();

        Document page = Jsoup.parse(Files.readString(file));

        assertThat(page.select("script, link, img, iframe, object, embed, form, base, [src], [href], [style]"))
                .isEmpty();
        byte[] hash = MessageDigest.getInstance("SHA-256")
                .digest(page.expectFirst("style").data().getBytes(StandardCharsets.UTF_8));
        assertThat(page.select("meta[http-equiv=Content-Security-Policy]").attr("content"))
                .isEqualTo("default-src 'none'; style-src 'sha256-"
                        + Base64.getEncoder().encodeToString(hash) + "'; base-uri 'none'; form-action 'none'");
        one.stack.environment().forEach((name, value) -> {
            if (name.matches("GITHUB_TOKENS|AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY)")) {
                assertThat(page.outerHtml()).as(name).doesNotContain(value);
            }
        });
    }

    @Test
    void aFailedAGoneAndARewrittenRepositoryAreNamedWithWhatToDo() throws IOException {
        serveAnother("broken");
        serveAnother("lost");
        String old = one.add("2022-01-01", "old");
        one.stack.commitlake("run").ended(0);
        String second = one.commit("main~1");
        String fresh = one.repo.commit("2022-02-01T00:00:00Z", "fresh", "f\n", second);
        one.repo.branch("main", fresh);
        one.repo.branch("kept", old);
        Repo broken = new Repo(one.histories().resolve("broken.git"));
        broken.branch(
                "main",
                broken.commit(
                        "2022-01-01T00:00:00Z",
                        "more",
                        "m\n",
                        Repo.git(broken.gitDir(), "rev-parse", "main").strip()));
        one.gitHubShowsAll(Map.of("lost", Map.of("standing", "gone")));
        refuseFetchesOf("broken");

        one.step("plan", "r", "--shards", "1").ended(0);
        one.extract("r").ended(4);
        one.step("merge", "r").ended(0);
        one.step("validate", "r", "--shard", "0").ended(0);
        write("r");

        Document page = page("r");
        assertThat(page.select(".verdict").text())
                .startsWith("Some repositories failed.")
                .contains("1 repository");
        Element trouble = page.selectFirst("#todo");
        assertThat(trouble).isNotNull();
        assertThat(trouble.text()).contains("sandbox/broken", "500", "Run the shard again");
        assertThat(rows(page, "Rewritten histories"))
                .singleElement()
                .asString()
                .contains("sandbox/anvils", old, fresh, second);
        assertThat(page.select("[aria-label=\"Rewritten histories\"] td.number").text())
                .isEqualTo("1");
    }

    @Test
    void statusNamesEachRepositoryThatIsNotUpToDate() throws IOException {
        serveAnother("broken");
        serveAnother("lost");
        one.stack.commitlake("run").ended(0);
        String second = one.commit("main");
        one.add("2022-01-01", "old");
        one.stack.commitlake("run").ended(0);
        String fresh = one.repo.commit("2022-02-01T00:00:00Z", "fresh", "f\n", second);
        one.repo.branch("kept", one.commit("main"));
        one.repo.branch("main", fresh);
        Repo broken = new Repo(one.histories().resolve("broken.git"));
        broken.branch("main", broken.commit("2022-01-01T00:00:00Z", "more", "m\n"));
        one.gitHubShowsAll(Map.of("lost", Map.of("standing", "gone")));
        refuseFetchesOf("broken");
        one.stack.commitlake("run").ended(4);

        String table = one.stack.commitlake("status").ended(0).out();

        assertThat(table.lines().filter(line -> line.startsWith("sandbox/")).toList())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .matches("sandbox/broken +failing +[0-9a-f]{7} +2020-03-01 +20\\d\\d-\\d\\d-\\d\\d"),
                        line -> assertThat(line)
                                .matches("sandbox/lost +gone +[0-9a-f]{7} +2020-03-01 +20\\d\\d-\\d\\d-\\d\\d"),
                        line -> assertThat(line)
                                .matches("sandbox/anvils +up to date +" + fresh.substring(0, 7)
                                        + " +2022-02-01 +20\\d\\d-\\d\\d-\\d\\d"));
        assertThat(table)
                .contains("500", "its history was rewritten: 1 commit left", "groups: 1 failing, 1 gone, 1 up to date");
        assertThat(one.stack.commitlake("status", "--failing").ended(0).out())
                .contains("sandbox/broken", "sandbox/lost")
                .doesNotContain("sandbox/anvils");
        assertThat(one.stack.commitlake("status", "--name", "*/AN*").ended(0).out())
                .contains("sandbox/anvils")
                .doesNotContain("sandbox/broken");
        assertThat(one.stack
                        .commitlake("status", "--format", "csv")
                        .ended(0)
                        .out()
                        .lines())
                .hasSize(4)
                .anySatisfy(line ->
                        assertThat(line).startsWith("1000,sandbox/anvils,up to date," + fresh + ",2022-02-01T"));
        JsonNode json = Json.tree(one.stack
                .commitlake("status", "--format", "json")
                .ended(0)
                .out()
                .getBytes(StandardCharsets.UTF_8));
        assertThat(json.path("repositories")).hasSize(3);
        assertThat(json.path("dataset").path("groups").path("failing").asInt()).isEqualTo(1);
    }

    /** The line of a repository in the table of {@code status}. */
    private String status(String name) {
        return one.stack
                .commitlake("status")
                .ended(0)
                .out()
                .lines()
                .filter(line -> line.startsWith("sandbox/" + name + " "))
                .findFirst()
                .orElseThrow();
    }

    /** Adds a commit to a repository that {@link #serveAnother} has added. */
    private void addTo(String name, String date) {
        Repo repo = new Repo(one.histories().resolve(name + ".git"));
        String parent = Repo.git(repo.gitDir(), "rev-parse", "main").strip();
        repo.branch("main", repo.commit(date + "T00:00:00Z", date, date + "\n", parent));
    }

    @Test
    void aRepositoryKeepsTheLastSnapshotItWasExportedUpTo() throws IOException {
        serveAnother("broken");
        serveAnother("lost");
        one.stack.commitlake("run", "--snapshot", "2022-01-01").ended(0);
        one.stack.commitlake("run", "--snapshot", "2022-06-01").ended(0);
        addTo("broken", "2022-02-01");
        one.gitHubShowsAll(Map.of("lost", Map.of("standing", "gone")));
        serveAnother("young");
        refuseFetchesOf("broken");
        refuseFetchesOf("young");
        one.stack.commitlake("run", "--snapshot", "2023-01-01").ended(4);
        one.stack.commitlake("run", "--snapshot", "2024-01-01").ended(4);

        assertThat(status("broken")).matches(".* failing .* 2020-03-01 +2022-06-01");
        assertThat(status("lost")).matches(".* gone .* 2020-03-01 +2022-06-01");
        assertThat(status("young")).matches(".* failing +- +- +-");
        assertThat(status("anvils")).matches(".* up to date .* 2024-01-01");

        one.stack.sandbox().clearFaults();
        one.stack.commitlake("run", "--snapshot", "2025-01-01").ended(0);

        assertThat(status("broken")).matches(".* up to date .* 2022-02-01 +2025-01-01");
        assertThat(status("lost")).matches(".* gone .* 2022-06-01");
    }

    @Test
    void statusShowsAFailureOnceItsShardHasEnded() throws IOException {
        serveAnother("broken");
        one.stack.commitlake("run", "--snapshot", "2022-01-01").ended(0);
        addTo("broken", "2022-02-01");
        one.add("2022-02-01", "third");
        refuseFetchesOf("broken");
        one.step("plan", "r", "--shards", "1").ended(0);

        assertThat(status("broken")).matches(".* behind .* 2020-03-01 +2022-01-01");
        assertThat(status("anvils")).matches(".* behind .* 2020-01-02 +2022-01-01");

        one.extract("r").ended(4);

        assertThat(status("broken")).matches(".* failing .* 2020-03-01 +2022-01-01");
        assertThat(status("anvils")).matches(".* behind .* 2020-01-02 +2022-01-01");
        assertThat(one.stack.commitlake("status").ended(0).out())
                .contains("500", "the next merge sets the row", "last run: r", "it has no report yet");

        one.step("merge", "r").ended(0);

        assertThat(status("broken")).matches(".* failing .* 2020-03-01 +2022-01-01");
        assertThat(status("anvils")).matches(".* up to date .* 2022-02-01 +2026-01-01");
    }

    @Test
    void aFailureIsShownForARepositoryThatWasRenamedMeanwhile() throws IOException {
        one.add("2022-02-01", "third");
        one.gitHubShows(Map.of("fullName", "sandbox/renamed", "formerNames", List.of("sandbox/anvils")));
        one.stack
                .sandbox()
                .inject(FaultRule.of(new Fault.Status(500))
                        .kind(RequestKind.GIT)
                        .times(100));
        one.plan("r");
        one.extract("r").ended(4);

        assertThat(status("anvils")).matches(".* failing .* 2020-01-02 +2021-01-01");
    }

    @Test
    void aShardThatCannotBeReadDoesNotStopTheMergeOfOthers() throws IOException {
        one.add("2022-02-01", "third");
        one.plan("r");
        one.extract("r").ended(0);
        OneRepository.delete(one.stack.dataset().resolve("_commitlake/reports/r/extract-0.json"));
        try (Stream<Path> shards = Files.list(one.stack.dataset().resolve("_commitlake/plans/r/shards"))) {
            shards.forEach(OneRepository::delete);
        }

        assertThat(one.step("merge", "r").ended(0).out()).contains("merged: 1 repository");
        one.add("2022-03-01", "fourth");
        one.plan("s");

        assertThat(status("anvils")).matches(".* behind .* 2022-02-01 +2021-01-01");
    }

    @Test
    void aRetryThatFailsDoesNotTakeBackWhatTheRunHasReached() throws IOException {
        one.add("2022-02-01", "third");
        one.export("r");
        one.add("2022-03-01", "fourth");
        one.step("plan", "s").ended(0);
        one.stack
                .sandbox()
                .inject(FaultRule.of(new Fault.Status(500))
                        .kind(RequestKind.GIT)
                        .times(100));
        one.extract("s").ended(4);
        one.step("merge", "s").ended(0);
        one.step("merge", "s").ended(0);

        assertThat(status("anvils")).matches(".* failing .* 2022-02-01 +2026-01-01");
    }

    @ParameterizedTest
    @ValueSource(strings = {"git", "api"})
    void aRewriteIsNamedWithWhatLeftTheBranch(String source) throws IOException {
        one.stack.set("COMMITLAKE_SOURCE", source);
        String second = one.commit("main");
        one.add("2022-01-01", "left");
        String old = one.add("2022-01-02", "left-too");
        one.stack.commitlake("run").ended(0);
        String fresh = one.repo.commit("2022-02-01T00:00:00Z", "fresh", "f\n", second);
        one.repo.branch("kept", old);
        one.repo.branch("main", fresh);
        one.stack.commitlake("run").ended(0);

        assertThat(rows(Jsoup.parse(Files.readString(newest())), "Rewritten histories"))
                .containsExactly("sandbox/anvils 2 " + old + " " + fresh + " " + second);
    }

    @Test
    void ofARewriteWhoseOldTipIsLostOnlyTheTipsAreKnown() throws IOException {
        String second = one.commit("main");
        String old = one.add("2022-01-01", "left");
        one.stack.commitlake("run").ended(0);
        String fresh = one.repo.commit("2022-02-01T00:00:00Z", "fresh", "f\n", second);
        one.rewrite(fresh);
        one.stack.commitlake("run").ended(0);

        assertThat(rows(Jsoup.parse(Files.readString(newest())), "Rewritten histories"))
                .containsExactly("sandbox/anvils unknown " + old + " " + fresh + " unknown");
    }

    @Test
    void aBranchThatMovesForwardIsNotRewritten() throws IOException {
        one.add("2022-01-01", "third");
        one.stack.commitlake("run").ended(0);

        assertThat(Jsoup.parse(Files.readString(newest())).select("#rewritten")).isEmpty();
    }

    @Test
    void aMissingStepIsSaid() throws IOException {
        one.add("2022-01-01", "third");
        one.plan("r");
        write("r");
        assertThat(page("r").select("#todo").text())
                .contains("1 of 1 shard came to no end", "no report of merge", "no report of validate");
        assertThat(page("r").select(".verdict").text()).startsWith("Not complete.");
        assertThat(one.stack.commitlake("status").ended(0).out())
                .contains("behind", "shard 0 of the run r has no report");
    }

    @Test
    void aRetryAddsToTheReportOfTheTryBefore() throws IOException {
        one.add("2022-01-01", "third");
        one.plan("r");
        one.extract("r").ended(0);
        one.extract("r").ended(0);
        write("r");
        assertThat(rows(page("r"), "Steps and shards over the time of the run"))
                .anySatisfy(row -> assertThat(row).startsWith("extract 0 (2 tries)"));
        assertThat(rows(page("r"), "Largest exports"))
                .singleElement()
                .asString()
                .startsWith("sandbox/anvils");
        assertThat(rows(page("r"), "Rows and bytes by table"))
                .anySatisfy(row -> assertThat(row).isEqualTo("commits 1 – 1"));
    }

    @Test
    void aMissingReportIsNamedWithTheWayOut() {
        assertThat(one.stack.commitlake("report", "--run", "none").ended(3).err())
                .contains("\"none\"", "--write");
        assertThat(one.stack
                        .commitlake("report", "--run", "none", "--write")
                        .ended(3)
                        .err())
                .contains("\"none\" has no plan");
        assertThat(one.stack.commitlake("report", "--write").ended(2).err()).contains("--run");
        OneRepository.delete(one.stack.dataset().resolve("_commitlake/runs.json"));
        assertThat(one.stack.commitlake("report").ended(3).err()).contains("no run has a report", "commitlake report");
    }
}
