package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.Json;
import io.commitlake.model.Sha256;
import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.control.FaultRule;
import io.commitlake.sandbox.control.RequestKind;
import io.commitlake.testing.Python;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** pyarrow and DuckDB read from repository_states what GitHub showed when the run was planned. */
class RepositoryStatesTableTest {
    private static final String[] RUN = {"--snapshot", "2026-01-01T06:00:00Z", "--run", "r+1"};
    private static final List<String> NAMES =
            List.of("anvils", "banned", "broken", "hammers", "locked", "lost", "vacant");

    /** Prints a table's rows as JSON, ordered by repository, and the field ids of its columns; both readers must agree. */
    private static final String READ = """
            import json, pathlib, sys
            import duckdb, pyarrow.dataset, pyarrow.parquet
            table = pathlib.Path(sys.argv[1]) / "repository_states"
            rows = pyarrow.dataset.dataset(table, partitioning=None).to_table().sort_by("repository_id").to_pylist()
            found = duckdb.connect()
            found.execute("SET TimeZone = 'UTC'")
            cursor = found.execute("FROM read_parquet(?) ORDER BY repository_id", [str(table / "*" / "*.parquet")])
            names = [column[0] for column in cursor.description]
            def plain(row):
                return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
            rows = [plain(row) for row in rows]
            other = [plain(dict(zip(names, row))) for row in cursor.fetchall()]
            assert rows == other, (rows, other)
            [file] = table.glob("*/*.parquet")
            schema = pyarrow.parquet.ParquetFile(file).schema_arrow
            def number(field):
                return int((field.metadata or {}).get(b"PARQUET:field_id", -1))
            print(json.dumps({
                "rows": rows,
                "file": str(file.relative_to(table)),
                "ids": {field.name: number(field) for field in schema},
                "element": number(schema.field("topics").type.value_field),
            }))
            """;

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private Path histories;
    private Stack stack;
    private String head = "";

    @BeforeEach
    void track() throws IOException {
        histories = Files.createDirectory(folder.resolve("histories"));
        for (String name : NAMES) {
            Repo repo = Repo.create(histories, name);
            if (!name.equals("vacant")) {
                head = repo.commit("2020-01-01T00:00:00Z", "root", "1\n");
                repo.branch("main", head);
            }
        }
        stack = new Stack(folder, histories).into(folder.resolve("dataset"));
        stack.track(NAMES.toArray(String[]::new)).ended(0);
        gitHubShows(Map.of(
                "anvils",
                        Map.of(
                                "description",
                                "Anvils of all sizes – für alle ⚒",
                                "license",
                                "MIT",
                                "language",
                                "C",
                                "topics",
                                List.of("zlib", "anvil"),
                                "parent",
                                1003,
                                "archived",
                                true,
                                "openIssues",
                                3,
                                "openPullRequests",
                                4),
                "banned", Map.of("standing", "blocked"),
                "hammers", Map.of("parent", 1001, "private", true, "topics", List.of(), "license", "NOASSERTION"),
                "lost", Map.of("standing", "gone"),
                "vacant", Map.of("openIssues", 2)));
    }

    @AfterEach
    void stop() {
        http.close();
        stack.close();
    }

    private void gitHubShows(Map<String, Object> profiles) throws IOException {
        Files.write(histories.resolve("repositories.json"), Json.write(profiles));
        stack.sandbox().refresh();
        stack.sandbox().resetRequests();
    }

    private Stack.Result plan() {
        return stack.commitlake("plan", RUN[0], RUN[1], RUN[2], RUN[3]);
    }

    private JsonNode read() {
        return Json.tree(Python.run("-c", READ, stack.dataset().toString()).getBytes(StandardCharsets.UTF_8));
    }

    /** What GitHub's REST shows of a repository: to anybody, or if it is private, to the token. */
    private JsonNode shown(long id) throws IOException, InterruptedException {
        URI address = URI.create(stack.environment().get("GITHUB_API_URL") + "/repositories/" + id);
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() == 404) {
            request.header("Authorization", "Bearer " + stack.environment().get("GITHUB_TOKENS"));
            answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        }
        return Json.tree(answer.body());
    }

    /** Asserts that a row has what GitHub's REST shows of its repository; issues are counted otherwise there. */
    private void assertShown(JsonNode row, JsonNode shown) {
        assertThat(row.path("full_name")).isEqualTo(shown.path("full_name"));
        assertThat(row.path("is_fork")).isEqualTo(shown.path("fork"));
        assertThat(row.path("is_archived")).isEqualTo(shown.path("archived"));
        assertThat(row.path("is_private")).isEqualTo(shown.path("private"));
        assertThat(row.path("license").asString(""))
                .isEqualTo(shown.path("license").path("spdx_id").asString(""));
        assertThat(row.path("primary_language")).isEqualTo(shown.path("language"));
        assertThat(texts(row.path("topics")))
                .isEqualTo(texts(shown.path("topics")).stream().sorted().toList());
        assertThat(row.path("stars")).isEqualTo(shown.path("stargazers_count"));
        assertThat(row.path("forks")).isEqualTo(shown.path("forks_count"));
        assertThat(row.path("disk_kilobytes")).isEqualTo(shown.path("size"));
        assertThat(row.path("description")).isEqualTo(shown.path("description"));
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    private static void assertNothingShown(JsonNode row) {
        List<String> known = List.of("repository_id", "snapshot_at", "seen_at", "outcome", "snapshot_date");
        assertThat(row.propertyNames()).hasSize(21);
        for (Map.Entry<String, JsonNode> column : row.properties()) {
            assertThat(column.getValue().isNull()).as(column.getKey()).isEqualTo(!known.contains(column.getKey()));
        }
    }

    private static List<String> outcomes(JsonNode table) {
        return table.path("rows")
                .valueStream()
                .map(row -> row.path("repository_id").asLong() + " "
                        + row.path("outcome").asString())
                .toList();
    }

    @Test
    void rowsAreWhatGitHubShows() throws Exception {
        for (String name : List.of("locked", "broken")) {
            stack.sandbox().inject(FaultRule.of(new Fault.Forbid(0, "sandbox/" + name)));
            shown(1000); // a request carries out one rule
        }
        stack.sandbox()
                .inject(FaultRule.of(new Fault.Status(422))
                        .path("/repositories/1002")
                        .always());
        stack.sandbox().resetRequests();
        Instant before = Instant.now();
        plan().ended(0);
        Instant after = Instant.now();

        assertThat(stack.sandbox().requests().of(RequestKind.GRAPHQL)).isEqualTo(1);
        assertThat(stack.sandbox().requests().of(RequestKind.REST))
                .as(
                        "only for those that GraphQL doesn't show: %s",
                        stack.sandbox().requests().latest())
                // Without a token GitHub shows the forbidden one, in two requests.
                .isEqualTo(3 + 1 + 2);
        JsonNode table = read();
        assertThat(table.path("file").asString()).isEqualTo("snapshot_date=2026-01-01/repository_states_r%2B1.parquet");
        assertThat(outcomes(table))
                .containsExactly(
                        "1000 found",
                        "1001 blocked",
                        "1002 failed",
                        "1003 found",
                        "1004 found",
                        "1005 gone",
                        "1006 empty");
        JsonNode rows = table.path("rows");
        for (JsonNode row : rows) {
            assertThat(row.path("snapshot_at").asString()).isEqualTo("2026-01-01T06:00:00+00:00");
            assertThat(row.path("snapshot_date").asString()).isEqualTo("2026-01-01");
            assertThat(Instant.parse(row.path("seen_at").asString().replace("+00:00", "Z")))
                    .isBetween(before.minusMillis(1), after);
        }

        JsonNode anvils = rows.path(0);
        assertShown(anvils, shown(1000));
        assertThat(anvils.path("default_branch").asString()).isEqualTo("main");
        assertThat(anvils.path("head_sha").asString()).isEqualTo(head);
        assertThat(anvils.path("parent_id").asLong()).isEqualTo(1003);
        assertThat(anvils.path("open_issues").asLong()).isEqualTo(3);
        assertThat(shown(1000).path("open_issues_count").asLong()).isEqualTo(7);
        assertThat(texts(anvils.path("topics"))).containsExactly("anvil", "zlib");
        assertThat(anvils.path("pushed_at").asString()).isEqualTo("2020-01-01T00:00:00+00:00");
        assertThat(anvils.path("description").asString()).isEqualTo("Anvils of all sizes – für alle ⚒");

        JsonNode hammers = rows.path(3);
        assertShown(hammers, shown(1003));
        assertThat(hammers.path("is_fork").asBoolean()).isTrue();
        assertThat(hammers.path("parent_id").isNull())
                .as("GitHub blocks the parent")
                .isTrue();

        JsonNode locked = rows.path(4);
        assertShown(locked, shown(1004));
        assertThat(locked.path("open_issues").isNull()).as("REST showed it").isTrue();

        JsonNode vacant = rows.path(6);
        assertShown(vacant, shown(1006));
        assertThat(vacant.path("default_branch").isNull()).isTrue();
        assertThat(vacant.path("head_sha").isNull()).isTrue();
        assertThat(vacant.path("open_issues").asLong()).isEqualTo(2);

        for (int unseen : new int[] {1, 2, 5}) {
            assertNothingShown(rows.path(unseen));
        }
    }

    @Test
    void columnsHaveFieldIdsInTheirOrderAndThenTheElementsOfTopics() {
        plan().ended(0);

        JsonNode table = read();
        long id = 0;
        for (Map.Entry<String, JsonNode> column : table.path("ids").properties()) {
            assertThat(column.getValue().asLong()).as(column.getKey()).isEqualTo(++id);
        }
        assertThat(id).isEqualTo(21);
        assertThat(table.path("element").asLong()).isEqualTo(22);
    }

    @Test
    void withoutATokenRowsHaveWhatRestShowsAnyway() throws Exception {
        stack.environment().remove("GITHUB_TOKENS");
        plan().ended(0);

        assertThat(stack.sandbox().requests().total())
                .as("two each for repositories that exist, one each for the others")
                .isEqualTo(2 * 4 + 3);
        assertThat(stack.sandbox().requests().of(RequestKind.GRAPHQL)).isZero();
        JsonNode table = read();
        assertThat(outcomes(table))
                .as("1003 is private")
                .containsExactly(
                        "1000 found",
                        "1001 blocked",
                        "1002 found",
                        "1003 gone",
                        "1004 found",
                        "1005 gone",
                        "1006 empty");
        JsonNode rows = table.path("rows");
        for (int seen : new int[] {0, 2, 4, 6}) {
            assertShown(rows.path(seen), shown(1000 + seen));
            assertThat(rows.path(seen).path("open_issues").isNull()).isTrue();
        }
        assertThat(rows.path(0).path("parent_id").asLong()).isEqualTo(1003);
        assertThat(rows.path(0).path("head_sha").asString()).isEqualTo(head);
        assertThat(rows.path(6).path("default_branch").isNull()).isTrue();
        for (int unseen : new int[] {1, 3, 5}) {
            assertNothingShown(rows.path(unseen));
        }
    }

    @Test
    void plannersOfOneRunAtOnceLeaveTheFileOfThePlanThatHolds() throws Exception {
        try (ExecutorService planners = Executors.newFixedThreadPool(2)) {
            Callable<Stack.Result> planner = this::plan;
            for (Future<Stack.Result> ended : planners.invokeAll(List.of(planner, planner, planner, planner))) {
                ended.get().ended(0);
            }
        }

        JsonNode file = Json.tree(Files.readAllBytes(stack.dataset().resolve("_commitlake/plans/r%2B1/plan.json")))
                .path("states");
        assertThat(Sha256.of(stack.dataset().resolve(file.path("key").asString())))
                .isEqualTo(file.path("sha256").asString());
        assertThat(read().path("rows").size())
                .isEqualTo(file.path("rows").asInt())
                .isEqualTo(7);
        try (Stream<Path> plans = Files.walk(stack.dataset().resolve("_commitlake/plans"))) {
            assertThat(plans.map(Path::toString).filter(path -> path.endsWith(".parquet")))
                    .isEmpty();
        }
    }

    @Test
    void aMergePublishesTheFileOfAPlannerThatWasKilled() throws IOException {
        plan().ended(0);
        Path plans = stack.dataset().resolve("_commitlake/plans/r%2B1");
        JsonNode file =
                Json.tree(Files.readAllBytes(plans.resolve("plan.json"))).path("states");
        Path published = stack.dataset().resolve(file.path("key").asString());
        Path staged = plans.resolve("repository_states/" + file.path("sha256").asString() + ".parquet");
        Files.createDirectories(staged.getParent());
        Files.move(published, staged);

        stack.commitlake("merge", RUN[0], RUN[1], RUN[2], RUN[3]).ended(0);

        assertThat(published).exists();
        assertThat(staged).doesNotExist();
        assertThat(read().path("rows").size()).isEqualTo(7);
    }
}
