package io.commitlake.github;

import io.commitlake.github.http.ApiRequest;
import io.commitlake.github.http.ApiResponse;
import io.commitlake.github.http.Http;
import io.commitlake.github.http.LastPage;
import io.commitlake.github.http.Transport;
import io.commitlake.github.http.Verdict;
import io.commitlake.github.tokens.Credential;
import io.commitlake.github.tokens.TokenPool;
import io.commitlake.history.api.ShownCommit;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import io.commitlake.model.Sha;
import io.commitlake.model.commit.EmailUse;
import io.commitlake.model.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Summarizes how the worker's client reads a recorded response. */
final class RecordingSummary {
    /** The start of the summary of a response that the client doesn't understand. */
    static final String UNKNOWN = "not understood: ";

    /** The statuses with which GitHub is known to refuse a request for good. */
    private static final Set<Integer> KNOWN_REFUSALS = Set.of(400, 405, 406, 409, 415, 422);

    private RecordingSummary() {}

    /**
     * Sends the recorded request as the worker would, to a server that replays the response, and summarizes the result.
     *
     * @param all all recordings, because a commit in detail may span several of them
     */
    static String of(Recording recording, Endpoint endpoint, List<Recording> all) throws IOException {
        Clock clock = Clock.fixed(recording.recordedAt(), ZoneOffset.UTC);
        try (Replay github = new Replay(recording);
                Transport transport = new Transport(github.root())) {
            TokenPool tokens =
                    new TokenPool(List.of(Credential.of(new Secret("of-the-test"))), clock, Duration.ofSeconds(1));
            ApiRequest request = new ApiRequest(
                    URI.create(github.root() + recording.target()),
                    recording.method().equals("POST") ? Optional.of(new byte[0]) : Optional.empty(),
                    endpoint.resource(),
                    1,
                    Optional.of("it"),
                    Set.of());
            ApiResponse response = new Http(github.root(), transport, tokens)
                    .sendOnce(
                            request,
                            tokens.lease(endpoint.resource(), Optional.of("it"), Set.of(), clock.instant())
                                    .orElseThrow());
            return summary(response, endpoint, recording, all)
                    .replace(github.root().toString(), "");
        }
    }

    private static String summary(ApiResponse response, Endpoint endpoint, Recording recording, List<Recording> all)
            throws IOException {
        return switch (response.verdict()) {
            case Verdict.Ok(JsonNode body) -> bodySummary(response, body, endpoint, recording, all);
            case Verdict.Limited(boolean primary, Optional<Instant> until, String message) ->
                (primary ? "spent" : "limited") + ", retry "
                        + until.map(at -> "at " + at).orElse("after a minute, doubling");
            case Verdict.Gone gone -> "gone";
            case Verdict.Blocked blocked -> "blocked";
            case Verdict.Moved(URI to, String message) -> "moved to " + to;
            case Verdict.Empty empty -> "empty";
            case Verdict.BadCredentials bad -> "the token is refused";
            case Verdict.Forbidden forbidden -> "forbidden for this token";
            case Verdict.PastTheEnd past -> "past the first 1000 results";
            case Verdict.ServerFault fault -> "server fault, retry";
            case Verdict.Unreadable cut -> "truncated or not JSON, retry";
            case Verdict.Refused(int status, String message)
            when KNOWN_REFUSALS.contains(status) -> "refused for good with " + status;
            case Verdict.Refused(int status, String message) -> UNKNOWN + "status " + status;
        };
    }

    private static String bodySummary(
            ApiResponse response, JsonNode body, Endpoint endpoint, Recording recording, List<Recording> all)
            throws IOException {
        try {
            return switch (endpoint) {
                case REPOSITORY ->
                    RepositoryJson.repository(body)
                            .map(found -> "repository " + found.id() + ", " + found.fullName())
                            .orElse(UNKNOWN + "not a repository");
                case COMMITS ->
                    body.isArray()
                            ? body.size() + " commits" + page(response, recording) + firstCommit(body)
                            : UNKNOWN + "not a list";
                case COMMIT -> commit(response, body, recording, all);
                case COMPARE ->
                    body.path("ahead_by").isNumber()
                            ? body.path("commits").size() + " of "
                                    + body.path("ahead_by").asLong() + " commits ahead" + page(response, recording)
                                    + firstCommit(body.path("commits"))
                            : UNKNOWN + "not a comparison";
                case SEARCH -> {
                    Search.Page page = Search.parse(body, response.exchange().summary());
                    yield page.found().size() + " of " + page.total() + " repositories" + page(response, recording)
                            + (page.incomplete() ? ", incomplete: retry" : "");
                }
                case GRAPHQL -> {
                    GraphQl.Reply reply = GraphQl.parse(response);
                    yield reply.isTooLarge()
                            ? "too large, split it"
                            : reply.errors().isEmpty()
                                    ? "data"
                                    : "partial data, errors at: "
                                            + String.join(", ", reply.errors().keySet());
                }
                case APP_TOKEN ->
                    body.hasNonNull("token")
                            ? "a token until " + body.path("expires_at").asString()
                            : UNKNOWN + "no token in the body";
                case BLOB ->
                    body.hasNonNull("content")
                            ? "a blob of " + body.path("size").asLong() + " bytes"
                            : UNKNOWN + "not a blob";
                case RATE_LIMIT -> body.has("resources") ? "budgets" : UNKNOWN + "no budgets in the body";
            };
        } catch (CommitlakeException failed) {
            return failed.kind() == CommitlakeException.Kind.GITHUB
                    ? "failed: " + failed.getMessage()
                    : UNKNOWN + failed;
        } catch (DateTimeParseException unreadable) {
            return "failed: " + unreadable.getMessage();
        }
    }

    private static String commit(ApiResponse response, JsonNode body, Recording recording, List<Recording> all)
            throws IOException {
        String sha = body.path("sha").asString("");
        if (!Sha.is(sha) || !body.path("files").isArray()) {
            return UNKNOWN + "not a commit with files";
        }
        if (!recording.path().endsWith("/commits/" + sha)) {
            return "the head " + sha + " of " + Json.time(body.path("commit").path("committer"), "date");
        }
        int last = Math.max(LastPage.of(response.exchange()), recording.page());
        RecordedCommit commit = RecordedCommit.of(sha, all);
        return body.path("files").size() + " files" + (recording.page() == last ? "" : " and more to come")
                + page(response, recording)
                + ", author " + user(body, EmailUse.Role.AUTHOR)
                + ", committer " + user(body, EmailUse.Role.COMMITTER)
                + ", " + body.path("parents").size() + " parents; "
                + (recording.page() == 1 && commit.isWhole(last)
                        ? commit.summary()
                        : ShownCommit.page(body, recording.page()));
    }

    private static String user(JsonNode commit, EmailUse.Role role) {
        OptionalLong id = RepositoryJson.user(commit, role);
        return id.isPresent() ? Long.toString(id.getAsLong()) : "unknown";
    }

    /** Summarizes how the API source reads a list's first commit. */
    private static String firstCommit(JsonNode commits) {
        return commits.isEmpty() ? "" : "; the first " + ShownCommit.listed(commits.path(0));
    }

    private static String page(ApiResponse response, Recording recording) {
        int last = Math.max(LastPage.of(response.exchange()), recording.page());
        return last == 1 ? "" : ", page " + recording.page() + " of " + last;
    }
}
