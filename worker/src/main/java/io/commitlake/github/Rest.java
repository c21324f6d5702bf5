package io.commitlake.github;

import io.commitlake.github.http.ApiRequest;
import io.commitlake.github.http.ApiResponse;
import io.commitlake.github.http.Http;
import io.commitlake.github.http.Verdict;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import io.commitlake.model.commit.EmailUse;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Looks up one repository at a time by REST: for anonymous access, and when GraphQL gives no reason for a null. */
final class Rest {
    /** The most requests for one repository's e-mails without a token, which allows 60 requests an hour in all. */
    private static final int MAX_ANONYMOUS_REQUESTS = 50;

    private final Http http;
    private final Endpoints endpoints;

    Rest(Http http, Endpoints endpoints) {
        this.http = http;
        this.endpoints = endpoints;
    }

    /** Looks up a repository by its id, with its head. */
    Lookup byId(RepositoryRef repository) {
        return lookup(
                endpoints.onApi("/repositories/" + repository.id()),
                repository.key(),
                body -> withHead(repository, body));
    }

    /** Looks up a repository by its id, without its head. */
    Lookup identity(RepositoryRef repository) {
        return lookup(endpoints.onApi("/repositories/" + repository.id()), repository.key(), Rest::withoutHead);
    }

    /** Looks up a repository by its current name or a former one, without its head. */
    Lookup byName(String fullName) {
        return lookup(
                endpoints.onApi("/repos/" + encoded(fullName)), fullName.toLowerCase(Locale.ROOT), Rest::withoutHead);
    }

    private Lookup lookup(URI address, String key, Function<JsonNode, Lookup> parse) {
        ApiResponse response = http.send(ApiRequest.get(address, key));
        try {
            return switch (response.verdict()) {
                case Verdict.Ok(JsonNode body) -> parse.apply(body);
                case Verdict.Gone(String message) -> new Lookup.Gone(message);
                case Verdict.Blocked(String message) -> new Lookup.Blocked(message);
                case Verdict other -> new Lookup.Failed(other.message());
            };
        } catch (IllegalArgumentException unreadable) {
            return new Lookup.Failed(
                    response.exchange().summary() + ", which can't be read: " + unreadable.getMessage());
        }
    }

    private static Lookup withoutHead(JsonNode body) {
        return RepositoryJson.repository(body)
                .<Lookup>map(Lookup.Found::new)
                .orElseGet(() -> new Lookup.Failed("GitHub's response isn't a repository"));
    }

    private Lookup withHead(RepositoryRef repository, JsonNode body) {
        if (!(withoutHead(body) instanceof Lookup.Found(RemoteRepository found))) {
            return withoutHead(body);
        }
        String branch = body.path("default_branch").asString("");
        URI address = endpoints.onApi(
                "/repositories/" + repository.id() + "/commits/heads/" + encoded(branch) + "?per_page=1");
        return switch (http.send(ApiRequest.get(address, repository.key())).verdict()) {
            case Verdict.Ok(JsonNode commit) ->
                new Lookup.Found(found.withHead(new RemoteRepository.Head(
                        Json.text(commit, "sha"),
                        Json.time(commit.path("commit").path("committer"), "date"))));
            case Verdict.Empty empty -> new Lookup.Found(found);
            case Verdict.Refused(int status, String message)
            when status == 422 && message.contains("No commit found") -> new Lookup.Found(found);
            case Verdict.Blocked(String message) -> new Lookup.Blocked(message);
            case Verdict other -> new Lookup.Failed(other.message());
        };
    }

    /**
     * The GitHub user id for each e-mail. It lists each commit with its ancestors, because one response often includes
     * many of the requested commits.
     *
     * @param emails a use of each e-mail
     * @throws CommitlakeException of kind REPOSITORY if GitHub fails to list a commit, of kind SETTINGS if the e-mails
     *     would need too many requests without a token
     */
    Map<String, OptionalLong> users(RepositoryRef repository, Map<String, EmailUse> emails) {
        Map<String, Map<EmailUse.Role, String>> wanted = LinkedHashMap.newLinkedHashMap(emails.size());
        emails.forEach(
                (email, use) -> wanted.computeIfAbsent(use.commit(), commit -> new EnumMap<>(EmailUse.Role.class))
                        .put(use.role(), email));
        Map<String, OptionalLong> ids = LinkedHashMap.newLinkedHashMap(emails.size());
        for (int requests = 0; !wanted.isEmpty(); requests++) {
            if (requests == MAX_ANONYMOUS_REQUESTS && http.tokens().isAnonymous()) {
                throw CommitlakeException.settings(
                        "Looking up the users of the repository's " + emails.size() + " e-mails takes too"
                                + " many requests without a token. Set GITHUB_TOKENS, GITHUB_TOKENS_FILE or"
                                + " GITHUB_APP_ID");
            }
            String next = wanted.keySet().iterator().next();
            for (JsonNode commit : listFrom(repository, next)) {
                Map<EmailUse.Role, String> people = Objects.requireNonNullElse(
                        wanted.remove(commit.path("sha").asString("")), Map.of());
                people.forEach((role, email) -> ids.put(email, RepositoryJson.user(commit, role)));
            }
            if (wanted.containsKey(next)) {
                throw CommitlakeException.repository("GitHub's list from commit " + next + " of repository "
                        + repository.id() + " doesn't start with that commit");
            }
        }
        return ids;
    }

    private JsonNode listFrom(RepositoryRef repository, String sha) {
        ApiResponse response = http.send(ApiRequest.get(
                endpoints.onApi("/repositories/" + repository.id() + "/commits?per_page=100&sha=" + sha),
                repository.key()));
        if (response.verdict() instanceof Verdict.Ok(JsonNode body)) {
            return body;
        }
        throw response.failure();
    }

    /** Encodes a path and keeps its slashes. */
    private static String encoded(String path) {
        return URLEncoder.encode(path, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }
}
