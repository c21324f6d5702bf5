package io.commitlake.job.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.github.Endpoints;
import io.commitlake.github.GitHub;
import io.commitlake.github.Lookup;
import io.commitlake.github.RepositoryRef;
import io.commitlake.github.http.Http;
import io.commitlake.github.http.Transport;
import io.commitlake.github.tokens.Credential;
import io.commitlake.github.tokens.TokenPool;
import io.commitlake.ledger.UserIds;
import io.commitlake.model.commit.EmailUse;
import io.commitlake.model.secret.Secret;
import io.commitlake.sandbox.Options;
import io.commitlake.sandbox.Sandbox;
import io.commitlake.sandbox.SchemaCheck;
import io.commitlake.sandbox.hub.Users;
import io.commitlake.testing.LooseObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Looks up users in a repository of one commit, whose author and committer have different e-mails. */
class UserLookupTest {
    private static final String AUTHOR = "a@example.com";
    private static final String COMMITTER = "d@example.com";

    private Sandbox sandbox;
    private Transport transport;
    private Endpoints endpoints;
    private RepositoryRef repository;
    private String commit;

    @BeforeEach
    void serve(@TempDir Path folder) throws IOException {
        Path gitDir = folder.resolve("one.git");
        Files.createDirectories(gitDir.resolve("objects"));
        Files.createDirectories(gitDir.resolve("refs/heads"));
        Files.writeString(gitDir.resolve("HEAD"), "ref: refs/heads/main\n");
        String tree = LooseObject.write(gitDir, "tree", new byte[0]);
        commit = LooseObject.write(
                gitDir,
                "commit",
                "tree %s\nauthor A <%s> 1577836800 +0000\ncommitter D <%s> 1577836800 +0000\n\none\n"
                        .formatted(tree, AUTHOR, COMMITTER)
                        .getBytes(StandardCharsets.UTF_8));
        Files.writeString(gitDir.resolve("refs/heads/main"), commit + "\n");
        sandbox = Sandbox.start(Options.of(folder), new SchemaCheck());
        endpoints = new Endpoints(uri("GITHUB_API_URL"), uri("GITHUB_GRAPHQL_URL"), uri("GITHUB_SERVER_URL"));
        transport = new Transport(endpoints.api());
        var seen = (Lookup.Found) github(true).byName(List.of("sandbox/one")).getFirst();
        repository = new RepositoryRef(
                seen.repository().id(), Optional.of(seen.repository().nodeId()));
        sandbox.resetRequests();
    }

    @AfterEach
    void end() {
        transport.close();
        sandbox.close();
    }

    private URI uri(String setting) {
        return URI.create(Objects.requireNonNull(sandbox.environment().get(setting)));
    }

    /** GitHub with a token, which allows GraphQL, or without one. */
    private GitHub github(boolean withToken) {
        Secret token = new Secret(Objects.requireNonNull(sandbox.environment().get("GITHUB_TOKENS")));
        List<Credential> credentials = withToken ? List.of(Credential.of(token)) : List.of();
        TokenPool tokens = new TokenPool(credentials, Clock.systemUTC(), Duration.ofMinutes(1));
        return new GitHub(endpoints, new Http(endpoints.api(), transport, tokens));
    }

    private EmailUse by(EmailUse.Role role) {
        return new EmailUse(role, commit);
    }

    @Test
    void eachEmailIsLookedUpOnceARun() {
        EmailUse author = by(EmailUse.Role.AUTHOR);
        UserLookup ids = new UserLookup(github(true));
        UserIds first = ids.ids(Map.of("one@example.org", author, "two@example.org", author), repository);
        assertThat(sandbox.requests().total()).isEqualTo(1);

        assertThat(ids.ids(Map.of("two@example.org", author), repository).id("two@example.org"))
                .isEqualTo(first.id("two@example.org"));
        assertThat(sandbox.requests().total()).isEqualTo(1);
        ids.ids(Map.of("two@example.org", author, "three@example.org", author), repository);
        assertThat(sandbox.requests().total()).isEqualTo(2);
    }

    @Test
    void anEmailThatNamesItsIdNeedsNoRequest() {
        assertThat(new UserLookup(github(true))
                        .ids(Map.of("77+a@users.noreply.github.com", by(EmailUse.Role.AUTHOR)), repository)
                        .id("77+a@users.noreply.github.com"))
                .hasValue(77);
        assertThat(sandbox.requests().total()).isZero();
    }

    /** An e-mail is anyone's choice, and no user has the id 0. */
    @ParameterizedTest
    @ValueSource(strings = {"0", "000", "9999999999999999999"})
    void anEmailThatNamesNoPossibleIdIsLookedUp(String id) {
        String email = id + "+a@users.noreply.github.com";

        assertThat(new UserLookup(github(true))
                        .ids(Map.of(email, by(EmailUse.Role.AUTHOR)), repository)
                        .id(email))
                .isEqualTo(Users.id(AUTHOR));
        assertThat(sandbox.requests().total()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void authorAndCommitterOfOneCommitAreFoundInOneRequest(boolean withToken) {
        UserIds ids = new UserLookup(github(withToken))
                .ids(Map.of(AUTHOR, by(EmailUse.Role.AUTHOR), COMMITTER, by(EmailUse.Role.COMMITTER)), repository);

        assertThat(ids.id(AUTHOR)).isPresent().isEqualTo(Users.id(AUTHOR));
        assertThat(ids.id(COMMITTER)).isPresent().isEqualTo(Users.id(COMMITTER));
        assertThat(sandbox.requests().total()).isEqualTo(1);
    }
}
