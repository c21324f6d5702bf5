package io.commitlake.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.sandbox.synthetic.CreationBurst;
import io.commitlake.sandbox.synthetic.SyntheticRepositories;
import io.commitlake.sandbox.synthetic.SyntheticRepository;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SyntheticTest {
    private static final Instant FROM = Instant.parse("2008-01-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2025-12-31T23:59:59Z");
    private static final int ALL = 9_000;
    private static final SyntheticRepositories MANY = SyntheticRepositories.of(ALL, 7)
            .with(CreationBurst.ofDay(LocalDate.of(2020, 4, 1), 3_000))
            .with(CreationBurst.ofSecond(Instant.parse("2012-12-12T12:12:12Z"), 1_200));

    private Path folder = Path.of("");
    private Sandbox sandbox;
    private Client client;

    @BeforeAll
    void start(@TempDir Path temporary) {
        folder = temporary;
        sandbox = Sandbox.start(Options.of(MANY));
        client = new Client(sandbox);
    }

    @AfterAll
    void stop() {
        sandbox.close();
    }

    private JsonNode search(String q, String more) {
        String path = "/search/repositories?q=" + URLEncoder.encode(q, StandardCharsets.UTF_8) + more;
        return Client.json(client.unchecked(path));
    }

    private int count(String q) {
        return search(q, "&per_page=1").path("total_count").asInt();
    }

    @Test
    void theSameSeedMakesTheSameRepositories() {
        assertThat(MANY.repositories()).isEqualTo(MANY.repositories());
        assertThat(SyntheticRepositories.of(100, 7).repositories())
                .isNotEqualTo(SyntheticRepositories.of(100, 8).repositories());
        assertThat(MANY.repositories().stream()
                        .map(SyntheticRepository::fullName)
                        .distinct())
                .hasSize(ALL);
    }

    @Test
    void searchFindsGeneratedRepositoriesByCreationAndStars() {
        assertThat(count("stars:>=0")).isEqualTo(ALL);
        assertThat(count("created:2020-04-01")).isBetween(3_000, 3_010);
        assertThat(count("created:2012-12-12T12:12:12Z..2012-12-12T12:12:12Z")).isEqualTo(1_200);
        assertThat(count("created:<2012-01-01")).isLessThan(count("created:>=2020-01-01"));
        assertThat(count("stars:>1000")).isBetween(1, 1_000);
    }

    @Test
    void halvingTheTimeWindowFindsEveryRepository() {
        Set<Long> found = new HashSet<>();
        collect(FROM, UNTIL, "", found);
        assertThat(found).hasSize(ALL);
    }

    /** Halves the time window until it has 1000 repositories or fewer; then splits by stars. */
    private void collect(Instant from, Instant to, String stars, Set<Long> found) {
        String q = "created:" + from + ".." + to + stars;
        int total = count(q);
        if (total > 1_000 && from.equals(to)) {
            for (String part : new String[] {" stars:0..2", " stars:3..9", " stars:>=10"}) {
                collect(from, to, part, found);
            }
        } else if (total > 1_000) {
            Instant middle = from.plusSeconds(ChronoUnit.SECONDS.between(from, to) / 2);
            collect(from, middle, stars, found);
            collect(middle.plusSeconds(1), to, stars, found);
        } else {
            for (int page = 1; (page - 1) * 100 < total; page++) {
                search(q, "&sort=stars&per_page=100&page=" + page)
                        .path("items")
                        .forEach(item -> found.add(item.path("id").asLong()));
            }
        }
    }

    @Test
    void aHistoryIsCreatedOnFirstUseAndIsTheSameEachTime() {
        SyntheticRepository synthetic = MANY.repositories().stream()
                .filter(each -> !each.pushedAt().equals(each.createdAt()))
                .findFirst()
                .orElseThrow();
        Path clone = clone(sandbox, synthetic, "one");
        assertThat(Shell.git(clone, "fsck", "--strict", "--no-dangling")).isEmpty();
        String oldest = Shell.git(clone, "log", "--reverse", "--format=%ct", "main");
        assertThat(Instant.ofEpochSecond(
                        oldest.lines().mapToLong(Long::parseLong).findFirst().orElseThrow()))
                .isEqualTo(synthetic.createdAt());
        JsonNode repository = client.get("/repositories/" + synthetic.id());
        assertThat(repository.path("pushed_at").asString())
                .isEqualTo(Instant.ofEpochSecond(Long.parseLong(Shell.git(clone, "log", "-1", "--format=%ct", "main")))
                        .toString());
        try (Sandbox another = Sandbox.start(Options.of(MANY))) {
            assertThat(Shell.git(clone(another, synthetic, "other"), "rev-parse", "main"))
                    .isEqualTo(Shell.git(clone, "rev-parse", "main"));
        }
    }

    @Test
    void theHeadIsKnownBeforeTheHistoryIsCreated() {
        for (SyntheticRepository synthetic : MANY.repositories().subList(0, 20)) {
            String head = synthetic.head().oid();
            Path made = clone(sandbox, synthetic, "head-" + synthetic.id());
            assertThat(Shell.git(made, "rev-parse", "main").strip()).isEqualTo(head);
            assertThat(synthetic.head().committer().at()).isEqualTo(synthetic.pushedAt());
        }
    }

    private Path clone(Sandbox from, SyntheticRepository repository, String name) {
        Path clone = folder.resolve(name);
        Shell.git(folder, "clone", "-q", "--bare", from.server() + "/" + repository.fullName(), clone.toString());
        return clone;
    }

    @Test
    void everyApiServesGeneratedRepositoriesBesideHistories() {
        Histories histories = Histories.in(folder);
        try (Sandbox both =
                Sandbox.start(Options.of(histories.folder()).withSynthetic(SyntheticRepositories.of(10, 1)))) {
            Client bothClient = new Client(both);
            assertThat(bothClient
                            .get("/search/repositories?q=stars:%3E%3D0")
                            .path("total_count")
                            .asInt())
                    .isEqualTo(13);
            SyntheticRepository first =
                    SyntheticRepositories.of(10, 1).repositories().getFirst();
            String[] name = first.fullName().split("/", 2);
            JsonNode answer = bothClient.query("{repository(owner: \"" + name[0] + "\", name: \"" + name[1]
                    + "\") {databaseId createdAt defaultBranchRef {target {... on Commit {committedDate}}}}}");
            assertThat(answer.at("/data/repository/databaseId").asLong()).isEqualTo(first.id());
            assertThat(answer.at("/data/repository/defaultBranchRef/target/committedDate")
                            .asString())
                    .isEqualTo(first.pushedAt().toString());
            assertThat(bothClient.get("/repos/" + first.fullName() + "/commits").size())
                    .isPositive();
        }
    }

    @Test
    void theErrorNamesAnInvalidCount() {
        assertThatThrownBy(() -> SyntheticRepositories.of(-1, 0)).hasMessageContaining("-1");
        assertThatThrownBy(
                        () -> SyntheticRepositories.of(10, 0).with(CreationBurst.ofDay(LocalDate.of(2020, 1, 1), 11)))
                .hasMessageContaining("11");
    }
}
