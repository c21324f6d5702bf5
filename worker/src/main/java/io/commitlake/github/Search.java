package io.commitlake.github;

import io.commitlake.github.http.Answer;
import io.commitlake.github.http.Http;
import io.commitlake.github.http.Question;
import io.commitlake.github.http.Verdict;
import io.commitlake.github.tokens.Resource;
import io.commitlake.model.CommitlakeException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/** GitHub's search for repositories, by REST. It shows the first 1,000 results of a query. */
public final class Search {
    /**
     * A page of at most 100.
     *
     * @param total that the query has, shown or not
     * @param incomplete whether GitHub ran out of time, so that some may be missing
     * @param found without their heads
     * @param mostStars that any of them has; 0 where there is none
     */
    public record Page(long total, boolean incomplete, List<RemoteRepository> found, long mostStars) {
        public Page {
            found = List.copyOf(found);
        }
    }

    private final Http http;
    private final Endpoints endpoints;

    public Search(Endpoints endpoints, Http http) {
        this.endpoints = endpoints;
        this.http = http;
    }

    /**
     * Asks for a page, those with the most stars first.
     *
     * @param number from 1
     * @throws CommitlakeException of kind GITHUB where GitHub fails or its answer can't be read
     */
    public Page page(String query, int number) {
        Answer answer = http.ask(Question.get(
                endpoints.onApi("/search/repositories?q=" + URLEncoder.encode(query, StandardCharsets.UTF_8)
                        + "&sort=stars&order=desc&per_page=100&page=" + number),
                Resource.SEARCH,
                Optional.empty()));
        if (!(answer.verdict() instanceof Verdict.Ok(JsonNode body))) {
            throw answer.verdict().passing()
                    ? answer.failure()
                    : CommitlakeException.github(
                            "GitHub refuses to search: " + answer.verdict().said());
        }
        return read(body, answer.exchange().words());
    }

    /** Searches that may be asked before the budgets are full again, as far as GitHub said; empty where it didn't. */
    public OptionalLong left() {
        return http.tokens().left(Resource.SEARCH);
    }

    /** A page as GitHub's JSON has it. */
    static Page read(JsonNode body, String words) {
        List<RemoteRepository> found = new ArrayList<>();
        long mostStars = 0;
        try {
            for (JsonNode item : body.path("items")) {
                found.add(Seen.repository(item)
                        .orElseThrow(() -> CommitlakeException.github(words + " with a result that is no repository")));
                mostStars = Math.max(mostStars, item.path("stargazers_count").asLong(0));
            }
        } catch (DateTimeParseException | IllegalArgumentException unreadable) {
            throw CommitlakeException.github(words + ", which can't be read: " + unreadable.getMessage());
        }
        if (!body.path("total_count").isNumber()) {
            throw CommitlakeException.github(words + " without a total_count");
        }
        return new Page(
                body.path("total_count").asLong(),
                body.path("incomplete_results").asBoolean(false),
                found,
                mostStars);
    }
}
