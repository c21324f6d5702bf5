package io.commitlake.github.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.github.Endpoints;
import io.commitlake.github.GitHub;
import io.commitlake.github.RepositoryRef;
import io.commitlake.github.tokens.Credential;
import io.commitlake.github.tokens.TokenPool;
import io.commitlake.github.tokens.VirtualTime;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import io.commitlake.model.commit.EmailUse;
import io.commitlake.model.secret.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A GraphQL query that is too large is split. */
class BatchesTest {
    private static final Pattern SELECTED = Pattern.compile("(c\\d+): object\\(oid: \"0*(\\d+)\"");
    private static final RepositoryRef REPOSITORY = new RepositoryRef(7, Optional.of("R_7"));

    private final VirtualTime time = new VirtualTime(Instant.parse("2026-01-01T00:00:00Z"));
    private int maxCommits;
    private int faults;
    private int requests;

    /** Answers with the commit's number as the author's user id, or with {@code tooLarge} for too many commits. */
    private Exchange answer(String tooLarge, URI address, byte[] body) {
        requests++;
        String query = Json.tree(body).path("query").asString();
        List<MatchResult> selected = SELECTED.matcher(query).results().toList();
        if (selected.size() > maxCommits || faults-- > 0) {
            int status = tooLarge.startsWith("{") ? 200 : 502;
            return new Exchange("POST", address, status, Map.of(), tooLarge.getBytes(StandardCharsets.UTF_8));
        }
        Map<String, Object> node = new HashMap<>();
        selected.forEach(each -> node.put(
                each.group(1), Map.of("author", Map.of("user", Map.of("databaseId", Long.parseLong(each.group(2)))))));
        return new Exchange("POST", address, 200, Map.of(), Json.write(Map.of("data", Map.of("node", node))));
    }

    private Map<String, OptionalLong> users(String tooLarge, int count) {
        Map<String, EmailUse> emails = new LinkedHashMap<>();
        for (int i = 1; i <= count; i++) {
            emails.put("e" + i, new EmailUse(EmailUse.Role.AUTHOR, "%040d".formatted(i)));
        }
        TokenPool tokens = new TokenPool(List.of(Credential.of(new Secret("a"))), time, Duration.ofHours(1), time);
        Http http = new Http(
                VirtualGitHub.ROOT, (address, json, token) -> answer(tooLarge, address, json.orElseThrow()), tokens);
        GitHub github = new GitHub(
                new Endpoints(VirtualGitHub.ROOT, URI.create(VirtualGitHub.ROOT + "/graphql"), VirtualGitHub.ROOT),
                http);
        Map<String, OptionalLong> ids = new LinkedHashMap<>();
        time.run(List.of(() -> ids.putAll(github.users(REPOSITORY, emails))));
        return ids;
    }

    private static final String NGINX = "<html><h1>502 Bad Gateway</h1></html>";
    private static final String WENT_WRONG =
            "{\"data\": null, \"errors\": [{\"message\": \"Something went wrong while executing your query.\"}]}";
    private static final String EXCEEDED =
            "{\"data\": null, \"errors\": [{\"type\": \"RESOURCE_LIMITS_EXCEEDED\", \"message\": \"Resource limits\"}]}";

    @ParameterizedTest
    @ValueSource(strings = {NGINX, WENT_WRONG, EXCEEDED})
    void aQueryThatTakesTooLongIsHalved(String tooLarge) {
        maxCommits = 30;

        assertThat(users(tooLarge, 100))
                .hasSize(100)
                .allSatisfy((email, id) -> assertThat(email).isEqualTo("e" + id.orElseThrow()));
        assertThat(requests).isBetween(7, 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {NGINX, WENT_WRONG})
    void aBatchIsRetriedOnceAndASingleCommitMoreOften(String fault) {
        maxCommits = 100;
        faults = 1;
        assertThat(users(fault, 100)).hasSize(100);
        assertThat(requests).isEqualTo(2);

        faults = 3;
        assertThat(users(fault, 1)).containsEntry("e1", OptionalLong.of(1));
        assertThat(requests).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {NGINX, WENT_WRONG})
    void aFailureOfEverySingleCommitIsGitHubsFailure(String fault) {
        assertThatThrownBy(() -> users(fault, 100))
                .cause()
                .isInstanceOfSatisfying(
                        CommitlakeException.class,
                        failed -> assertThat(failed.kind()).isEqualTo(CommitlakeException.Kind.GITHUB));
        assertThat(requests).isLessThan(20);
    }
}
