package io.commitlake.github;

import io.commitlake.github.http.Answer;
import io.commitlake.github.http.Http;
import io.commitlake.github.http.Question;
import io.commitlake.github.http.Verdict;
import io.commitlake.model.CommitlakeException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** One repository at a time, by REST: without a token, and where GraphQL gives no reason for a null. */
final class Rest {
    /** Of the 60 an hour that there are without a token, those that one repository's authors may cost. */
    private static final int MOST_WITHOUT_TOKEN = 50;

    private final Http http;
    private final Endpoints endpoints;

    Rest(Http http, Endpoints endpoints) {
        this.http = http;
        this.endpoints = endpoints;
    }

    /** A repository by its number, with its head. */
    Lookup byId(Known known) {
        return lookup(endpoints.onApi("/repositories/" + known.id()), known.key(), body -> headed(known, body));
    }

    /** A repository by its number, without its head. */
    Lookup identity(Known known) {
        return lookup(endpoints.onApi("/repositories/" + known.id()), known.key(), Rest::headless);
    }

    /** A repository by its name or a former one, without its head. */
    Lookup byName(String fullName) {
        return lookup(
                endpoints.onApi("/repos/" + encoded(fullName)), fullName.toLowerCase(Locale.ROOT), Rest::headless);
    }

    private Lookup lookup(URI address, String repository, Function<JsonNode, Lookup> read) {
        Answer answer = http.ask(Question.get(address, repository));
        try {
            return switch (answer.verdict()) {
                case Verdict.Ok(JsonNode body) -> read.apply(body);
                case Verdict.Gone(String words) -> new Lookup.Gone(words);
                case Verdict.Blocked(String words) -> new Lookup.Blocked(words);
                case Verdict other -> new Lookup.Failed(other.said());
            };
        } catch (DateTimeParseException | IllegalArgumentException unreadable) {
            return new Lookup.Failed(answer.exchange().words() + ", which can't be read: " + unreadable.getMessage());
        }
    }

    private static Lookup headless(JsonNode body) {
        return Seen.repository(body)
                .<Lookup>map(Lookup.Found::new)
                .orElseGet(() -> new Lookup.Failed("GitHub's answer is no repository"));
    }

    private Lookup headed(Known known, JsonNode body) {
        if (!(headless(body) instanceof Lookup.Found(RemoteRepository seen))) {
            return headless(body);
        }
        String branch = body.path("default_branch").asString("");
        URI address =
                endpoints.onApi("/repositories/" + known.id() + "/commits/heads/" + encoded(branch) + "?per_page=1");
        return switch (http.ask(Question.get(address, known.key())).verdict()) {
            case Verdict.Ok(JsonNode commit) ->
                new Lookup.Found(seen.at(Seen.head(
                        commit.path("sha"),
                        commit.path("commit").path("committer").path("date"))));
            case Verdict.Empty empty -> new Lookup.Found(seen);
            case Verdict.Refused(int status, String words)
            when status == 422 && words.contains("No commit found") -> new Lookup.Found(seen);
            case Verdict.Blocked(String words) -> new Lookup.Blocked(words);
            case Verdict other -> new Lookup.Failed(other.said());
        };
    }

    /**
     * The GitHub id of each commit's author, by lists of a commit and its elders: one answer often holds many of those
     * that are wanted.
     *
     * @param commits by any key
     * @throws CommitlakeException of kind REPOSITORY where GitHub couldn't say, of kind SETTINGS where it would take too
     *     many requests without a token
     */
    Map<String, OptionalLong> authors(Known known, Map<String, String> commits) {
        Map<String, String> keys = LinkedHashMap.newLinkedHashMap(commits.size());
        commits.forEach((key, sha) -> keys.put(sha, key));
        Map<String, OptionalLong> ids = LinkedHashMap.newLinkedHashMap(commits.size());
        for (int asked = 0; !keys.isEmpty(); asked++) {
            if (asked == MOST_WITHOUT_TOKEN && http.tokens().anonymous()) {
                throw CommitlakeException.settings("GitHub would have to be asked too often, without a token, who wrote"
                        + " its commits: " + commits.size() + " authors. Set GITHUB_TOKENS, GITHUB_TOKENS_FILE or"
                        + " GITHUB_APP_ID");
            }
            String next = keys.keySet().iterator().next();
            for (JsonNode commit : list(known, next)) {
                Optional.ofNullable(keys.remove(commit.path("sha").asString("")))
                        .ifPresent(key -> ids.put(key, Seen.author(commit)));
            }
            if (keys.containsKey(next)) {
                throw CommitlakeException.repository(
                        "GitHub doesn't list the commit " + next + " of repository " + known.id() + " first, as asked");
            }
        }
        return ids;
    }

    private JsonNode list(Known known, String sha) {
        Answer answer = http.ask(Question.get(
                endpoints.onApi("/repositories/" + known.id() + "/commits?per_page=100&sha=" + sha), known.key()));
        if (answer.verdict() instanceof Verdict.Ok(JsonNode body)) {
            return body;
        }
        throw answer.failure();
    }

    /** In a path; a slash stands for itself. */
    private static String encoded(String path) {
        return URLEncoder.encode(path, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }
}
