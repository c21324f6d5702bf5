package io.commitlake.github.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.commitlake.github.http.VirtualGitHub.Said;
import io.commitlake.github.http.VirtualGitHub.Sent;
import io.commitlake.github.tokens.Credential;
import io.commitlake.github.tokens.Tokens;
import io.commitlake.github.tokens.VirtualTime;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Secret;
import io.commitlake.testing.Logged;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Where every token rests: who waits, until when, and what is said of it. */
class AllRestTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    /** When the windows end that {@link VirtualGitHub} begins with. */
    private static final Instant RESET = START.plus(Duration.ofMinutes(30));

    private static final int WORKERS = 10;
    private static final int AT_ONCE = 10;
    private static final List<String> TOKENS = List.of("a", "b", "c");

    private final VirtualTime time = new VirtualTime(START);
    private final VirtualGitHub github = new VirtualGitHub(time);
    private final List<Answer> answers = new ArrayList<>();

    private Http http(Duration maxWait, Credential... credentials) {
        return new Http(VirtualGitHub.ROOT, github::send, new Tokens(List.of(credentials), time, maxWait, time));
    }

    private static Credential made(String text) {
        return Credential.of(new Secret(text));
    }

    /** An installation for which GitHub gives no token before this has passed. */
    private Credential given(String text, Duration after) {
        return new Credential() {
            @Override
            public Given token() {
                return time.passed().compareTo(after) < 0
                        ? new Given.Later(time.instant().plusSeconds(60), "POST …/access_tokens answers 502")
                        : new Given.Token(new Secret(text));
            }

            @Override
            public boolean refused(Optional<Secret> sent) {
                return true;
            }
        };
    }

    private static Question core(int repository) {
        return Question.get(URI.create(VirtualGitHub.ROOT + "/repositories/" + repository), "" + repository);
    }

    private static Question graphQl(int repository) {
        return Question.post(URI.create(VirtualGitHub.ROOT + "/graphql"), new byte[0], Optional.of("" + repository));
    }

    /** Each worker asks for a repository of its own, so often; the number of answers that each got. */
    private Map<Integer, Integer> ask(Http http, int workers, int times) {
        Map<Integer, Integer> answered = new TreeMap<>();
        AtomicInteger next = new AtomicInteger();
        time.run(Collections.nCopies(workers, () -> {
            int worker = next.getAndIncrement();
            for (int i = 0; i < times; i++) {
                Answer answer = http.ask((worker + i) % 2 == 0 ? core(worker) : graphQl(worker));
                assertThat(answer.verdict()).isInstanceOf(Verdict.Ok.class);
                answers.add(answer);
                answered.merge(worker, 1, Integer::sum);
            }
        }));
        return answered;
    }

    private void servesSpent(int limit) {
        for (String token : TOKENS) {
            github.serves(token, "core", limit, HOUR, limit).serves(token, "graphql", limit, HOUR, limit);
        }
    }

    private List<Sent> sent(String caller, String resource) {
        return github.sent.stream()
                .filter(sent -> sent.caller().equals(caller) && sent.resource().equals(resource))
                .sorted(Comparator.comparing(Sent::begun))
                .toList();
    }

    @Test
    void tenWorkersWaitTogetherForTheSameResetAndAllGoOn() {
        servesSpent(5000);
        Http http = http(
                Duration.ofMinutes(70), TOKENS.stream().map(AllRestTest::made).toArray(Credential[]::new));
        try (Logged logged = Logged.of(Tokens.class)) {
            assertThat(ask(http, WORKERS, 100))
                    .hasSize(WORKERS)
                    .allSatisfy((worker, times) -> assertThat(times).isEqualTo(100));

            assertThat(logged.lines())
                    .filteredOn(line -> line.contains("waiting until"))
                    .singleElement(STRING)
                    .matches(
                            "WARN All tokens are spent for GitHub's (core|graphql): waiting until 2026-01-01T00:30:00Z");
        }
        assertThat(time.instant()).isBetween(RESET, RESET.plus(Duration.ofMinutes(1)));
        assertThat(github.refused).isEmpty();
        for (String token : TOKENS) {
            for (String resource : List.of("core", "graphql")) {
                List<Sent> its = sent(token, resource);
                List<Sent> before = its.stream()
                        .filter(sent -> sent.begun().isBefore(RESET))
                        .toList();
                assertThat(before)
                        .as("that it is spent was read once, %s of %s", resource, token)
                        .hasSizeLessThan(2);
                List<Sent> after = its.subList(before.size(), its.size());
                assertThat(after.size()).as("all take part").isPositive();
                if (after.size() > 1) {
                    assertThat(after.get(1).begun())
                            .as("one reads what the new window has, the others wait for it")
                            .isAfterOrEqualTo(after.get(0).answered());
                }
                for (Sent each : after) {
                    assertThat(after)
                            .filteredOn(other -> !other.begun().isAfter(each.begun())
                                    && other.answered().isAfter(each.begun()))
                            .as("of %s at once", token)
                            .hasSizeLessThanOrEqualTo(AT_ONCE);
                }
            }
        }
    }

    @Test
    void tenWorkersWhoWantMoreThanTheNewWindowHasWaitForTheOneAfterIt() {
        servesSpent(40);
        Http http =
                http(Duration.ofHours(3), TOKENS.stream().map(AllRestTest::made).toArray(Credential[]::new));
        ask(http, WORKERS, 50);

        // Of each resource 250, of which a window of all three tokens holds 120.
        assertThat(answers).hasSize(500);
        assertThat(github.refused).isEmpty();
        assertThat(time.instant()).isBetween(RESET.plus(HOUR.multipliedBy(2)), RESET.plus(HOUR.multipliedBy(3)));
        Map<Long, Long> byWindow = github.sent.stream()
                .filter(sent -> sent.resource().equals("core") && !sent.begun().isBefore(RESET))
                .collect(Collectors.groupingBy(
                        sent -> Duration.between(RESET, sent.begun()).toHours(), Collectors.counting()));
        assertThat(byWindow).isEqualTo(Map.of(0L, 120L, 1L, 120L, 2L, 10L));
    }

    private List<String> said(Http http) {
        try (Logged logged = Logged.of(Tokens.class)) {
            ask(http, 2, 1);
            return logged.lines().stream()
                    .filter(line -> line.startsWith("WARN"))
                    .toList();
        }
    }

    @Test
    void anInstallationThatGetsNoTokenIsNotSaidToBeSpent() {
        assertThat(said(http(HOUR, given("a", Duration.ofSeconds(30)))))
                .containsExactly("WARN GitHub fails to give the token: waiting until 2026-01-01T00:01:00Z");
    }

    @Test
    void ofSeveralThatRestEachReasonIsSaid() {
        github.serves("b", "core", 60, HOUR, 60);
        assertThat(said(http(HOUR, given("a", Duration.ofSeconds(30)), made("b"))))
                .containsExactly("WARN No token is free for GitHub's core (1 spent, 1 that GitHub fails to give):"
                        + " waiting until 2026-01-01T00:01:00Z");
    }

    @Test
    void whoMetASecondaryLimitIsNotSaidToBeSpent() {
        AtomicInteger told = new AtomicInteger();
        github.serves("a", "core", 5000, HOUR, 0);
        github.says((token, path) ->
                told.getAndIncrement() == 0 ? Said.of(403, "You have exceeded a secondary rate limit") : Said.WELL);
        assertThat(said(http(HOUR, made("a"))))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith(
                                "WARN With the token no more may be asked for now of GitHub's core: waiting until "));
    }

    @Test
    void whatIsTooLongToWaitForIsNamedAsItIs() {
        assertThatThrownBy(() -> ask(http(Duration.ofSeconds(10), given("a", HOUR)), 1, 1))
                .cause()
                .isInstanceOfSatisfying(
                        CommitlakeException.class,
                        failed -> assertThat(failed.kind()).isEqualTo(CommitlakeException.Kind.SPENT))
                .hasMessageContaining("GitHub fails to give the token")
                .hasMessageContaining("COMMITLAKE_MAX_WAIT (PT10S)")
                .hasMessageNotContaining("spent");
    }

    @Test
    void aSpentTokenIsSaidToBe() {
        github.serves("a", "core", 60, HOUR, 60);
        assertThat(said(http(HOUR, made("a"))))
                .containsExactly("WARN The token is spent for GitHub's core: waiting until 2026-01-01T00:30:00Z");
    }

    /** One whose budget comes back in 50 minutes; that of the others in five. */
    private Http oneThatComesBackLate(String late, Duration maxWait) {
        for (String caller : List.of("a", "b", "c")) {
            github.serves(caller, "core", 60, Duration.ofMinutes(10), 60);
        }
        github.serves(late, "core", 60, Duration.ofMinutes(100), 60);
        return http(maxWait, TOKENS.stream().map(AllRestTest::made).toArray(Credential[]::new));
    }

    /** Nine is given up; whoever asks for something else waits as long as it may. */
    private void nineAloneIsGivenUp(Http http, String said) {
        time.run(List.of(() -> {
            assertThatThrownBy(() -> http.ask(core(9)))
                    .isInstanceOfSatisfying(
                            CommitlakeException.class,
                            failed -> assertThat(failed.kind()).isEqualTo(CommitlakeException.Kind.SPENT))
                    .hasMessageStartingWith(said + ": nothing may be asked before 2026-01-01T00:50:00Z")
                    .hasMessageEndingWith("with more tokens that may see 9");
            assertThat(time.passed()).isLessThan(Duration.ofMinutes(1));
            assertThat(http.ask(core(1)).verdict()).isInstanceOf(Verdict.Ok.class);
            assertThat(time.passed()).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(6));
        }));
    }

    @Test
    void aRepositoryThatOneLateTokenAloneMaySeeIsGivenUpAlone() {
        Http http = oneThatComesBackLate("a", Duration.ofMinutes(10));
        http.tokens().blind(Set.of(2, 3), "9");
        nineAloneIsGivenUp(http, "Token 1 is spent for GitHub's core, and no other may see 9");
    }

    @Test
    void aRepositoryThatNoTokenMaySeeIsGivenUpAlone() {
        Http http = oneThatComesBackLate("none", Duration.ofMinutes(10));
        http.tokens().blind(Set.of(1, 2, 3), "9");
        nineAloneIsGivenUp(http, "Without a token nothing is left for GitHub's core, and no token may see 9");
    }

    @Test
    void theLongWaitForOneRepositoryDoesNotHideThatOfAll() {
        Http http = oneThatComesBackLate("a", HOUR);
        http.tokens().blind(Set.of(2, 3), "9");
        try (Logged logged = Logged.of(Tokens.class)) {
            time.run(List.of(() -> http.ask(core(9)), () -> http.ask(core(9)), () -> {
                time.pause(Duration.ofSeconds(10));
                http.ask(core(1));
            }));

            assertThat(logged.lines())
                    .filteredOn(line -> line.startsWith("WARN"))
                    .containsExactly(
                            "WARN Token 1 is spent for GitHub's core, and no other may see 9:"
                                    + " waiting until 2026-01-01T00:50:00Z",
                            "WARN All tokens are spent for GitHub's core: waiting until 2026-01-01T00:05:00Z");
        }
    }

    @Test
    void whoGitHubRefusesIsNotSaidToBeSpent() {
        github.serves("a", "core", 60, HOUR, 60);
        github.says((token, path) -> token.equals("b") ? Said.of(401, "Bad credentials") : Said.WELL);
        assertThat(said(http(HOUR, made("a"), made("b"))))
                .hasSize(2)
                .anyMatch(line -> line.startsWith("WARN token 2 of 2 is left out from now on"))
                .contains("WARN Token 1 is spent for GitHub's core: waiting until 2026-01-01T00:30:00Z");
    }

    @Test
    void ofSomeThatMaySeeItEachReasonIsSaid() {
        github.serves("b", "core", 60, HOUR, 60);
        Http http = http(HOUR, given("a", Duration.ofSeconds(30)), made("b"), made("c"));
        http.tokens().blind(Set.of(3), "9");
        try (Logged logged = Logged.of(Tokens.class)) {
            time.run(List.of(() -> http.ask(core(9))));
            assertThat(logged.lines())
                    .filteredOn(line -> line.startsWith("WARN"))
                    .containsExactly("WARN Tokens 1, 2 aren't free for GitHub's core"
                            + " (1 spent, 1 that GitHub fails to give), and no other may see 9:"
                            + " waiting until 2026-01-01T00:01:00Z");
        }
    }
}
