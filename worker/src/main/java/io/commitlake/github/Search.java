package io.commitlake.github;

import io.commitlake.github.http.ApiRequest;
import io.commitlake.github.http.ApiResponse;
import io.commitlake.github.http.Http;
import io.commitlake.github.http.Verdict;
import io.commitlake.github.tokens.Resource;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/** GitHub's repository search, by REST. It shows only the first 1,000 results of a query. */
public final class Search {
    /**
     * A page of at most 100 results.
     *
     * @param total the number of matches, including those that GitHub doesn't show
     * @param incomplete whether GitHub ran out of time, so that matches may be missing
     * @param found the repositories, without their heads
     * @param mostStars the highest number of stars on the page; 0 for an empty page
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
     * Fetches a page of results, those with the most stars first.
     *
     * @param number the page number, from 1
     * @throws CommitlakeException of kind GITHUB if GitHub fails or its response can't be read
     */
    public Page page(String query, int number) {
        ApiResponse response = http.send(ApiRequest.get(
                endpoints.onApi("/search/repositories?q=" + URLEncoder.encode(query, StandardCharsets.UTF_8)
                        + "&sort=stars&order=desc&per_page=100&page=" + number),
                Resource.SEARCH,
                Optional.empty()));
        if (!(response.verdict() instanceof Verdict.Ok(JsonNode body))) {
            throw response.verdict().isTransient()
                    ? response.failure()
                    : CommitlakeException.github(
                            "GitHub refuses the search: " + response.verdict().message());
        }
        return parse(body, response.exchange().summary());
    }

    /** The searches that all tokens together have left; empty if no budget has been read yet. */
    public OptionalLong remaining() {
        return http.tokens().remaining(Resource.SEARCH);
    }

    /**
     * Parses a page of results.
     *
     * @param summary the request and its status, for error messages
     */
    static Page parse(JsonNode body, String summary) {
        List<RemoteRepository> found = new ArrayList<>();
        long mostStars = 0;
        try {
            for (JsonNode item : body.path("items")) {
                found.add(RepositoryJson.repository(item)
                        .orElseThrow(
                                () -> CommitlakeException.github(summary + " with a result that isn't a repository")));
                mostStars = Math.max(
                        mostStars, Json.integer(item.path("stargazers_count")).orElse(0));
            }
            JsonNode incomplete = body.path("incomplete_results");
            if (!incomplete.isBoolean() && !incomplete.isMissingNode()) {
                throw new IllegalArgumentException("its incomplete_results is " + incomplete);
            }
            long total = Json.integer(body, "total_count");
            if (total < 0) {
                throw new IllegalArgumentException("its total_count is " + total);
            }
            return new Page(total, incomplete.asBoolean(false), found, mostStars);
        } catch (IllegalArgumentException unreadable) {
            throw CommitlakeException.github(summary + ", which can't be read: " + unreadable.getMessage());
        }
    }
}
