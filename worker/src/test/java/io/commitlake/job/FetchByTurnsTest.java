package io.commitlake.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.github.tokens.Credential;
import io.commitlake.github.tokens.TokenUse;
import io.commitlake.github.tokens.Tokens;
import io.commitlake.history.Deadline;
import io.commitlake.history.Fetched;
import io.commitlake.history.Fetched.Declined.Reason;
import io.commitlake.history.HistorySource;
import io.commitlake.history.Remote;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchByTurnsTest {
    private static final Remote REMOTE = new Remote(
            7, Optional.empty(), OptionalLong.empty(), URI.create("https://example.com/a/b"), Optional.empty());
    private static final Fetched THERE = new Fetched.Refused("0".repeat(40));

    @TempDir
    Path folder;

    /** Answers by the token that it is asked with, and leaves something behind. */
    private static final class Server implements HistorySource {
        private final Map<String, Fetched> answers;
        private final List<String> asked = new ArrayList<>();

        Server(Map<String, Fetched> answers) {
            this.answers = answers;
        }

        @Override
        public String format() {
            return "1";
        }

        @Override
        public Fetched fetch(Remote remote, String head, List<String> frontiers, Path folder, Deadline deadline) {
            String token = remote.token().map(Secret::value).orElse("none");
            asked.add(token);
            try (Stream<Path> left = Files.list(folder)) {
                assertThat(left).as("what a fetch before left behind").isEmpty();
                Files.createFile(folder.resolve("HEAD"));
            } catch (IOException failed) {
                throw new IllegalStateException(failed);
            }
            return answers.getOrDefault(token, THERE);
        }
    }

    private static Tokens tokens(String... texts) {
        return new Tokens(
                Stream.of(texts).map(text -> Credential.of(new Secret(text))).toList(),
                Clock.systemUTC(),
                Duration.ofSeconds(5));
    }

    private static Fetched declined(Reason reason) {
        return new Fetched.Declined(reason, "said so");
    }

    private Fetched fetch(Server server, Tokens tokens) {
        try {
            Path fresh = Files.createTempDirectory(folder, "fetch");
            return new FetchByTurns(server, tokens)
                    .fetch(REMOTE, "head", List.of(), fresh, Deadline.after(Duration.ofHours(1)));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void aTokenThatIsRefusedLeavesAndAnotherOneFetches() {
        Server server = new Server(Map.of("a", declined(Reason.UNAUTHORIZED)));
        Tokens tokens = tokens("a", "b");

        assertThat(fetch(server, tokens)).isEqualTo(THERE);
        assertThat(fetch(server, tokens)).isEqualTo(THERE);
        assertThat(server.asked).containsExactly("a", "b", "b");
        assertThat(tokens.uses()).extracting(TokenUse::refused).containsExactly(true, false);
    }

    @Test
    void aTokenThatMetALimitRestsAndAnotherOneFetches() {
        Server server = new Server(Map.of("a", declined(Reason.LIMITED)));
        Tokens tokens = tokens("a", "b");

        assertThat(fetch(server, tokens)).isEqualTo(THERE);
        assertThat(fetch(server, tokens)).isEqualTo(THERE);
        assertThat(server.asked).containsExactly("a", "b", "b");
    }

    @Test
    void aLimitOfTheOnlyTokenThatIsLongerThanTheWaitEndsIt() {
        Server server = new Server(Map.of("a", declined(Reason.LIMITED)));

        assertThatThrownBy(() -> fetch(server, tokens("a")))
                .isInstanceOfSatisfying(
                        CommitlakeException.class,
                        failed -> assertThat(failed.kind()).isEqualTo(CommitlakeException.Kind.SPENT))
                .hasMessageContaining("COMMITLAKE_MAX_WAIT");
    }

    @Test
    void whoIsForbiddenARepositoryIsNotAskedForItAgainAndWhereAllAreItIsFetchedWithoutAToken() {
        Server server = new Server(Map.of("a", declined(Reason.FORBIDDEN), "b", declined(Reason.FORBIDDEN)));
        Tokens tokens = tokens("a", "b");

        assertThat(fetch(server, tokens)).isEqualTo(THERE);
        assertThat(fetch(server, tokens)).isEqualTo(THERE);
        assertThat(server.asked).containsExactly("a", "b", "none", "none");
    }

    @Test
    void aRepositoryIsGoneOnlyWhereEveryTokenIsToldSo() {
        Server server = new Server(Map.of("a", new Fetched.Gone("not found"), "c", new Fetched.Gone("not found")));

        assertThat(fetch(server, tokens("a", "b"))).isEqualTo(THERE);
        assertThat(fetch(server, tokens("a", "c"))).isEqualTo(new Fetched.Gone("not found"));
        assertThat(fetch(new Server(Map.of("none", new Fetched.Gone("not found"))), tokens()))
                .isEqualTo(new Fetched.Gone("not found"));
    }

    @Test
    void whereEveryTokenIsRefusedItIsNeverAnonymousInSilence() {
        Server server = new Server(Map.of("a", declined(Reason.UNAUTHORIZED)));

        assertThatThrownBy(() -> fetch(server, tokens("a")))
                .isInstanceOfSatisfying(
                        CommitlakeException.class,
                        failed -> assertThat(failed.kind()).isEqualTo(CommitlakeException.Kind.SETTINGS));
        assertThat(server.asked).containsExactly("a");
    }
}
