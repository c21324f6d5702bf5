package io.commitlake.github;

import io.commitlake.github.http.Answer;
import io.commitlake.github.http.Http;
import io.commitlake.github.http.LastPage;
import io.commitlake.github.http.Question;
import io.commitlake.github.http.Transport;
import io.commitlake.github.http.Verdict;
import io.commitlake.github.tokens.Credential;
import io.commitlake.github.tokens.Tokens;
import io.commitlake.history.api.ShownCommit;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Secret;
import io.commitlake.model.Sha;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What the worker's client draws from an answer, in words. */
final class Drawn {
    /** An answer that it has no place for. */
    static final String UNPLACED = "not placed: ";

    /** GitHub's words for a question that it doesn't take. */
    private static final Set<Integer> KNOWN_REFUSALS = Set.of(400, 405, 406, 409, 415, 422);

    private Drawn() {}

    /**
     * Asks a server that answers with the recording, as the worker would.
     *
     * @param all that there are: a commit in detail may be recorded page by page
     */
    static String from(Recording recording, Endpoint endpoint, List<Recording> all) throws IOException {
        Clock then = Clock.fixed(recording.recorded(), ZoneOffset.UTC);
        try (Replay github = new Replay(recording);
                Transport transport = new Transport(github.root())) {
            Tokens tokens = new Tokens(List.of(Credential.of(new Secret("of-the-test"))), then, Duration.ofSeconds(1));
            Question question = new Question(
                    URI.create(github.root() + recording.target()),
                    recording.method().equals("POST") ? Optional.of(new byte[0]) : Optional.empty(),
                    endpoint.resource(),
                    1,
                    Optional.of("it"));
            Answer answer = new Http(github.root(), transport, tokens)
                    .once(
                            question,
                            tokens.lease(endpoint.resource(), Optional.of("it"), Set.of(), then.instant())
                                    .orElseThrow());
            return words(answer, endpoint, recording, all).replace(github.root().toString(), "");
        }
    }

    private static String words(Answer answer, Endpoint endpoint, Recording recording, List<Recording> all)
            throws IOException {
        return switch (answer.verdict()) {
            case Verdict.Ok(JsonNode body) -> read(answer, body, endpoint, recording, all);
            case Verdict.Limited(boolean primary, Optional<Instant> until, String said) ->
                (primary ? "spent" : "limited") + ", retry "
                        + until.map(at -> "at " + at).orElse("after a minute, doubling");
            case Verdict.Gone gone -> "gone";
            case Verdict.Blocked blocked -> "blocked";
            case Verdict.Moved(URI to, String said) -> "moved to " + to;
            case Verdict.Empty empty -> "empty";
            case Verdict.BadCredentials bad -> "the token is refused";
            case Verdict.Forbidden forbidden -> "forbidden for this token";
            case Verdict.PastTheEnd past -> "past the first 1000 results";
            case Verdict.ServerFault fault -> "the server failed, ask again";
            case Verdict.Unreadable cut -> "cut off or no JSON, ask again";
            case Verdict.Refused(int status, String said)
            when KNOWN_REFUSALS.contains(status) -> "refused for good with " + status;
            case Verdict.Refused(int status, String said) -> UNPLACED + "status " + status;
        };
    }

    private static String read(
            Answer answer, JsonNode body, Endpoint endpoint, Recording recording, List<Recording> all)
            throws IOException {
        try {
            return switch (endpoint) {
                case REPOSITORY ->
                    Seen.repository(body)
                            .map(seen -> "repository " + seen.id() + ", " + seen.fullName())
                            .orElse(UNPLACED + "no repository");
                case COMMITS ->
                    body.isArray()
                            ? body.size() + " commits" + page(answer, recording) + proofs(body)
                            : UNPLACED + "no list";
                case COMMIT -> commit(answer, body, recording, all);
                case COMPARE ->
                    body.path("ahead_by").isNumber()
                            ? body.path("commits").size() + " of "
                                    + body.path("ahead_by").asLong() + " commits ahead" + page(answer, recording)
                                    + proofs(body.path("commits"))
                            : UNPLACED + "no comparison";
                case SEARCH -> {
                    Search.Page page = Search.read(body, answer.exchange().words());
                    yield page.found().size() + " of " + page.total() + " repositories" + page(answer, recording)
                            + (page.incomplete() ? ", incomplete: ask again" : "");
                }
                case GRAPHQL -> {
                    GraphQl.Reply reply = GraphQl.read(answer);
                    yield reply.cut()
                            ? "too much at once, halve it"
                            : reply.errors().isEmpty()
                                    ? "data"
                                    : "in part: "
                                            + String.join(", ", reply.errors().keySet());
                }
                case APP_TOKEN ->
                    body.hasNonNull("token")
                            ? "a token until " + body.path("expires_at").asString()
                            : UNPLACED + "no token";
                case BLOB ->
                    body.hasNonNull("content")
                            ? "a blob of " + body.path("size").asLong() + " bytes"
                            : UNPLACED + "no blob";
                case RATE_LIMIT -> body.has("resources") ? "budgets" : UNPLACED + "no budgets";
            };
        } catch (CommitlakeException failed) {
            return failed.kind() == CommitlakeException.Kind.GITHUB
                    ? "failed: " + failed.getMessage()
                    : UNPLACED + failed;
        } catch (DateTimeParseException unreadable) {
            return "failed: " + unreadable.getMessage();
        }
    }

    private static String commit(Answer answer, JsonNode body, Recording recording, List<Recording> all)
            throws IOException {
        String sha = body.path("sha").asString("");
        if (!Sha.is(sha) || !body.path("files").isArray()) {
            return UNPLACED + "no commit with files";
        }
        if (!recording.path().endsWith("/commits/" + sha)) {
            JsonNode date = body.path("commit").path("committer").path("date");
            return "the head " + sha + " of "
                    + Seen.head(body.path("sha"), date).at();
        }
        int last = Math.max(LastPage.of(answer.exchange()), recording.page());
        RecordedCommit commit = RecordedCommit.of(sha, all);
        return body.path("files").size() + " files" + (recording.page() == last ? "" : " and more to come")
                + page(answer, recording)
                + ", author "
                + (Seen.author(body).isPresent() ? Seen.author(body).getAsLong() : "unknown")
                + ", " + body.path("parents").size() + " parents; "
                + (recording.page() == 1 && commit.isWhole(last)
                        ? commit.drawn()
                        : ShownCommit.page(body, recording.page()));
    }

    /** What the API source makes of a list's first commit. */
    private static String proofs(JsonNode commits) {
        return commits.isEmpty() ? "" : "; the first " + ShownCommit.listed(commits.path(0));
    }

    private static String page(Answer answer, Recording recording) {
        int last = Math.max(LastPage.of(answer.exchange()), recording.page());
        return last == 1 ? "" : ", page " + recording.page() + " of " + last;
    }
}
