package io.commitlake.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchTest {
    private Sandbox sandbox;
    private Client client;

    @BeforeAll
    void start(@TempDir Path folder) {
        Histories histories = Histories.in(folder);
        Shell.git(
                folder,
                "init",
                "-q",
                "--bare",
                histories.folder().resolve("gone.git").toString());
        histories.writeRepositoriesJson("""
                {"alpha": {"fullName": "acme/anvils", "createdAt": "2020-02-29T23:59:59Z", "stars": 5},
                 "beta": {"createdAt": "2020-03-01T00:00:00Z", "stars": 70},
                 "empty": {"createdAt": "2021-06-01T12:00:00Z", "stars": 70},
                 "gone": {"createdAt": "2021-06-01T12:00:00Z", "stars": 70, "standing": "gone"}}""");
        sandbox = Sandbox.start(Options.of(histories.folder()));
        client = new Client(sandbox);
    }

    @AfterAll
    void stop() {
        sandbox.close();
    }

    @Test
    void createdAcceptsDaysTimesAndOpenRanges() {
        assertThat(found("created:2020-02-29")).containsExactly("acme/anvils");
        assertThat(found("created:2020-02-29..2020-03-01&sort=stars")).containsExactly("sandbox/beta", "acme/anvils");
        assertThat(found("created:2020-02-29T23:59:59Z..2020-02-29T23:59:59Z")).containsExactly("acme/anvils");
        assertThat(found("created:2020-03-01T00:00:00+00:00..2020-03-01T00:00:00+00:00"))
                .containsExactly("sandbox/beta");
        assertThat(found("created:>2020-02-29&sort=stars&order=asc")).containsExactly("sandbox/beta", "sandbox/empty");
        assertThat(found("created:<2020-03-01")).containsExactly("acme/anvils");
        assertThat(found("created:*..2019-12-31")).isEmpty();
        assertThat(found("created:2021-01-01..*")).containsExactly("sandbox/empty");
    }

    @Test
    void starsFilterAndSortTheResults() {
        assertThat(found("stars:>=0&sort=stars")).containsExactly("sandbox/beta", "sandbox/empty", "acme/anvils");
        assertThat(found("stars:0..69")).containsExactly("acme/anvils");
        assertThat(found("stars:70 created:>=2021-01-01")).containsExactly("sandbox/empty");
        assertThat(found("user:ACME is:public fork:true archived:false")).containsExactly("acme/anvils");
        assertThat(found("fork:only")).isEmpty();
    }

    @Test
    void pagesAreLinked() {
        HttpResponse<String> first = ask("stars:>=0&sort=stars&per_page=2");
        assertThat(Client.json(first).path("total_count").asInt()).isEqualTo(3);
        assertThat(Client.json(first).path("incomplete_results").asBoolean()).isFalse();
        assertThat(Links.of(first).get("next"))
                .isEqualTo(client.setting("GITHUB_API_URL")
                        + "/search/repositories?q=stars%3A%3E%3D0&sort=stars&per_page=2&page=2");
        HttpResponse<String> second = ask("stars:>=0&sort=stars&per_page=2&page=2");
        assertThat(Links.of(second)).containsOnlyKeys("prev", "first");
        assertThat(Client.json(second).at("/items/0/full_name").asString()).isEqualTo("acme/anvils");
        assertThat(second.headers().firstValue("x-ratelimit-resource")).hasValue("search");
    }

    @Test
    void anUnsupportedSearchAnswers422() {
        assertThat(message(ask("stars:>=0&per_page=100&page=11")))
                .isEqualTo("Only the first 1000 search results are available");
        assertThat(ask("stars:>=0&per_page=100&page=10").statusCode()).isEqualTo(200);
        HttpResponse<String> nothing = client.rest("/search/repositories");
        assertThat(nothing.statusCode()).isEqualTo(422);
        assertThat(Client.json(nothing).at("/errors/0/code").asString()).isEqualTo("missing");
        for (String odd : List.of("tetris", "language:java", "created:yesterday", "stars:many")) {
            assertThat(message(ask(odd))).contains(odd);
        }
    }

    private static String message(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(422);
        return Client.json(answer).path("message").asString();
    }

    private List<String> found(String search) {
        HttpResponse<String> answer = ask(search);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<String> names = new ArrayList<>();
        for (JsonNode item : Client.json(answer).path("items")) {
            names.add(item.path("full_name").asString());
        }
        return names;
    }

    /** @param search the value of {@code q}, followed by any other parameters after the first {@code &} */
    private HttpResponse<String> ask(String search) {
        String[] parts = search.split("&", 2);
        return client.rest(
                "/search/repositories?q=" + URLEncoder.encode(parts[0], StandardCharsets.UTF_8)
                        + (parts.length > 1 ? "&" + parts[1] : ""),
                "Authorization",
                "Bearer " + client.token());
    }
}
