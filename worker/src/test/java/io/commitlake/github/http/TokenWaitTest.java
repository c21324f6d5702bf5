package io.commitlake.github.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.commitlake.github.http.VirtualGitHub.Reply;
import io.commitlake.github.http.VirtualGitHub.Sent;
import io.commitlake.github.tokens.Credential;
import io.commitlake.github.tokens.TokenPool;
import io.commitlake.github.tokens.VirtualTime;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.meter.WaitReason;
import io.commitlake.model.secret.Secret;
import io.commitlake.testing.Logged;
import io.commitlake.testing.RecordedMeter;
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

/** Tests the waits while every token rests: which requests wait, until when, and what the log says. */
class TokenWaitTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    /** The end of the first windows of {@link VirtualGitHub}. */
    private static final Instant RESET = START.plus(Duration.ofMinutes(30));

    private static final int WORKERS = 10;
    private static final int MAX_CONCURRENT = 10;
    private static final List<String> TOKENS = List.of("a", "b", "c");

    private final VirtualTime time = new VirtualTime(START);
    private final VirtualGitHub github = new VirtualGitHub(time);
    private final List<ApiResponse> responses = new ArrayList<>();

    private Http http(Duration maxWait, Credential... credentials) {
        return new Http(VirtualGitHub.ROOT, github::send, new TokenPool(List.of(credentials), time, maxWait, time));
    }

    private static Credential personal(String text) {
        return Credential.of(new Secret(text));
    }

    /** An installation for which GitHub issues no token before {@code after} has passed. */
    private Credential issued(String text, Duration after) {
        return new Credential() {
            @Override
            public Grant token() {
                return time.passed().compareTo(after) < 0
                        ? new Grant.Unavailable(time.instant().plusSeconds(60), "POST …/access_tokens answers 502")
                        : new Grant.Token(new Secret(text));
            }

            @Override
            public boolean refused(Optional<Secret> sent) {
                return true;
            }
        };
    }

    private static ApiRequest core(int repository) {
        return ApiRequest.get(URI.create(VirtualGitHub.ROOT + "/repositories/" + repository), "" + repository);
    }

    private static ApiRequest graphQl(int repository) {
        return ApiRequest.post(URI.create(VirtualGitHub.ROOT + "/graphql"), new byte[0], Optional.of("" + repository));
    }

    /** Each worker sends requests about its own repository; returns the number of responses by worker. */
    private Map<Integer, Integer> send(Http http, int workers, int times) {
        Map<Integer, Integer> counts = new TreeMap<>();
        AtomicInteger next = new AtomicInteger();
        time.run(Collections.nCopies(workers, () -> {
            int worker = next.getAndIncrement();
            for (int i = 0; i < times; i++) {
                ApiResponse response = http.send((worker + i) % 2 == 0 ? core(worker) : graphQl(worker));
                assertThat(response.verdict()).isInstanceOf(Verdict.Ok.class);
                responses.add(response);
                counts.merge(worker, 1, Integer::sum);
            }
        }));
        return counts;
    }

    private void limitSpent(int limit) {
        for (String token : TOKENS) {
            github.limit(token, "core", limit, HOUR, limit).limit(token, "graphql", limit, HOUR, limit);
        }
    }

    private List<Sent> sent(String caller, String resource) {
        return github.sent.stream()
                .filter(sent -> sent.caller().equals(caller) && sent.resource().equals(resource))
                .sorted(Comparator.comparing(Sent::begun))
                .toList();
    }

    @Test
    void tenWorkersWaitForTheSameResetLogItOnceAndGoOn() {
        limitSpent(5000);
        Http http = http(
                Duration.ofMinutes(70),
                TOKENS.stream().map(TokenWaitTest::personal).toArray(Credential[]::new));
        try (Logged logged = Logged.of(TokenPool.class)) {
            assertThat(send(http, WORKERS, 100))
                    .hasSize(WORKERS)
                    .allSatisfy((worker, times) -> assertThat(times).isEqualTo(100));

            assertThat(logged.lines())
                    .filteredOn(line -> line.contains("waiting until"))
                    .singleElement(STRING)
                    .matches("WARN All tokens have used up the rate limit for (core|graphql) requests:"
                            + " waiting until 2026-01-01T00:30:00Z");
        }
        assertThat(time.instant()).isBetween(RESET, RESET.plus(Duration.ofMinutes(1)));
        assertThat(github.refused).isEmpty();
        for (String token : TOKENS) {
            for (String resource : List.of("core", "graphql")) {
                List<Sent> ofToken = sent(token, resource);
                List<Sent> before = ofToken.stream()
                        .filter(sent -> sent.begun().isBefore(RESET))
                        .toList();
                assertThat(before)
                        .as("requests that learned that the budget is spent, %s of %s", resource, token)
                        .hasSizeLessThan(2);
                List<Sent> after = ofToken.subList(before.size(), ofToken.size());
                assertThat(after.size()).as("requests after the reset").isPositive();
                if (after.size() > 1) {
                    assertThat(after.get(1).begun())
                            .as("start of the second request, which waits for the budget that the first reports")
                            .isAfterOrEqualTo(after.get(0).answered());
                }
                for (Sent each : after) {
                    assertThat(after)
                            .filteredOn(other -> !other.begun().isAfter(each.begun())
                                    && other.answered().isAfter(each.begun()))
                            .as("concurrent requests of %s", token)
                            .hasSizeLessThanOrEqualTo(MAX_CONCURRENT);
                }
            }
        }
    }

    @Test
    void workersThatNeedMoreThanOneWindowWaitForTheNextOnes() {
        limitSpent(40);
        Http http = http(
                Duration.ofHours(3),
                TOKENS.stream().map(TokenWaitTest::personal).toArray(Credential[]::new));
        send(http, WORKERS, 50);

        // There are 250 requests for each resource; one window of all three tokens holds 120.
        assertThat(responses).hasSize(500);
        assertThat(github.refused).isEmpty();
        assertThat(time.instant()).isBetween(RESET.plus(HOUR.multipliedBy(2)), RESET.plus(HOUR.multipliedBy(3)));
        Map<Long, Long> byWindow = github.sent.stream()
                .filter(sent -> sent.resource().equals("core") && !sent.begun().isBefore(RESET))
                .collect(Collectors.groupingBy(
                        sent -> Duration.between(RESET, sent.begun()).toHours(), Collectors.counting()));
        assertThat(byWindow).isEqualTo(Map.of(0L, 120L, 1L, 120L, 2L, 10L));
    }

    private List<String> warnings(Http http) {
        try (Logged logged = Logged.of(TokenPool.class)) {
            send(http, 2, 1);
            return logged.lines().stream()
                    .filter(line -> line.startsWith("WARN"))
                    .toList();
        }
    }

    @Test
    void theWarningSaysThatGitHubIssuesNoToken() {
        assertThat(warnings(http(HOUR, issued("a", Duration.ofSeconds(30)))))
                .containsExactly("WARN GitHub failed to issue the token: waiting until 2026-01-01T00:01:00Z");
    }

    @Test
    void theWarningCountsTheTokensByReason() {
        github.limit("b", "core", 60, HOUR, 60);
        assertThat(warnings(http(HOUR, issued("a", Duration.ofSeconds(30)), personal("b"))))
                .containsExactly("WARN No token is free for core requests (1 used up, 1 not issued by GitHub):"
                        + " waiting until 2026-01-01T00:01:00Z");
    }

    @Test
    void theWarningDoesNotCallATokenSpentAfterASecondaryLimit() {
        AtomicInteger limits = new AtomicInteger();
        github.limit("a", "core", 5000, HOUR, 0);
        github.replyWith((token, path) -> limits.getAndIncrement() == 0
                ? Reply.of(403, "You have exceeded a secondary rate limit")
                : Reply.OK_REPLY);
        assertThat(warnings(http(HOUR, personal("a"))))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("WARN The token can't send more core requests for now: waiting until "));
    }

    @Test
    void aWaitThatIsTooLongFailsWithItsReason() {
        assertThatThrownBy(() -> send(http(Duration.ofSeconds(10), issued("a", HOUR)), 1, 1))
                .cause()
                .isInstanceOfSatisfying(
                        CommitlakeException.class,
                        failed -> assertThat(failed.kind()).isEqualTo(CommitlakeException.Kind.SPENT))
                .hasMessageContaining("GitHub failed to issue the token")
                .hasMessageContaining("COMMITLAKE_MAX_WAIT (PT10S)")
                .hasMessageNotContaining("used up");
    }

    @Test
    void theWarningSaysThatATokenIsSpent() {
        github.limit("a", "core", 60, HOUR, 60);
        assertThat(warnings(http(HOUR, personal("a"))))
                .containsExactly("WARN The token has used up the rate limit for core requests:"
                        + " waiting until 2026-01-01T00:30:00Z");
    }

    /** A client whose token {@code late} resets in 50 minutes, and the others in five. */
    private Http oneTokenResetsLate(String late, Duration maxWait) {
        for (String caller : List.of("a", "b", "c")) {
            github.limit(caller, "core", 60, Duration.ofMinutes(10), 60);
        }
        github.limit(late, "core", 60, Duration.ofMinutes(100), 60);
        return http(maxWait, TOKENS.stream().map(TokenWaitTest::personal).toArray(Credential[]::new));
    }

    /** Checks that a request for repository 9 fails at once, and that a request for another one waits. */
    private void assertOnlyRepository9Fails(Http http, String cause) {
        time.run(List.of(() -> {
            assertThatThrownBy(() -> http.send(core(9)))
                    .isInstanceOfSatisfying(
                            CommitlakeException.class,
                            failed -> assertThat(failed.kind()).isEqualTo(CommitlakeException.Kind.SPENT))
                    .hasMessageStartingWith(cause + ": no request may start before 2026-01-01T00:50:00Z")
                    .hasMessageEndingWith("for more tokens that can see repository 9");
            assertThat(time.passed()).isLessThan(Duration.ofMinutes(1));
            assertThat(http.send(core(1)).verdict()).isInstanceOf(Verdict.Ok.class);
            assertThat(time.passed()).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(6));
        }));
    }

    @Test
    void aRepositoryThatOnlyALateTokenCanSeeFailsAlone() {
        Http http = oneTokenResetsLate("a", Duration.ofMinutes(10));
        http.tokens().exclude(Set.of(2, 3), "9");
        assertOnlyRepository9Fails(
                http, "Token 1 has used up the rate limit for core requests, and no other token can see repository 9");
    }

    @Test
    void aRepositoryThatNoTokenCanSeeFailsAlone() {
        Http http = oneTokenResetsLate("none", Duration.ofMinutes(10));
        http.tokens().exclude(Set.of(1, 2, 3), "9");
        assertOnlyRepository9Fails(
                http, "The rate limit for core requests without a token is used up, and no token can see repository 9");
    }

    @Test
    void theWarningAboutOneRepositoryDoesNotHideTheOneAboutAllTokens() {
        Http http = oneTokenResetsLate("a", HOUR);
        http.tokens().exclude(Set.of(2, 3), "9");
        try (Logged logged = Logged.of(TokenPool.class)) {
            time.run(List.of(() -> http.send(core(9)), () -> http.send(core(9)), () -> {
                time.sleep(Duration.ofSeconds(10));
                http.send(core(1));
            }));

            assertThat(logged.lines())
                    .filteredOn(line -> line.startsWith("WARN"))
                    .containsExactly(
                            "WARN Token 1 has used up the rate limit for core requests,"
                                    + " and no other token can see repository 9:"
                                    + " waiting until 2026-01-01T00:50:00Z",
                            "WARN All tokens have used up the rate limit for core requests:"
                                    + " waiting until 2026-01-01T00:05:00Z");
        }
    }

    @Test
    void theWarningDoesNotCallARefusedTokenSpent() {
        github.limit("a", "core", 60, HOUR, 60);
        github.replyWith((token, path) -> token.equals("b") ? Reply.of(401, "Bad credentials") : Reply.OK_REPLY);
        assertThat(warnings(http(HOUR, personal("a"), personal("b"))))
                .hasSize(2)
                .anyMatch(line -> line.startsWith("WARN token 2 of 2 is removed from the pool"))
                .contains("WARN Token 1 has used up the rate limit for core requests:"
                        + " waiting until 2026-01-01T00:30:00Z");
    }

    @Test
    void theWarningCountsTheTokensWithAccessByReason() {
        github.limit("b", "core", 60, HOUR, 60);
        Http http = http(HOUR, issued("a", Duration.ofSeconds(30)), personal("b"), personal("c"));
        http.tokens().exclude(Set.of(3), "9");
        try (Logged logged = Logged.of(TokenPool.class)) {
            time.run(List.of(() -> http.send(core(9))));
            assertThat(logged.lines())
                    .filteredOn(line -> line.startsWith("WARN"))
                    .containsExactly("WARN Tokens 1, 2 aren't free for core requests"
                            + " (1 used up, 1 not issued by GitHub), and no other token can see repository 9:"
                            + " waiting until 2026-01-01T00:01:00Z");
        }
    }

    @Test
    void aWaitIsMeasuredWithItsReason() {
        limitSpent(5000);
        RecordedMeter meter = new RecordedMeter();
        List<Credential> credentials = List.of(issued("a", Duration.ofMinutes(3)));
        Http http = new Http(
                VirtualGitHub.ROOT,
                github::send,
                new TokenPool(credentials, time, Duration.ofMinutes(70), time, meter));

        send(http, 1, 1);

        assertThat(meter.waited()).containsOnlyKeys(WaitReason.TOKEN_NOT_ISSUED, WaitReason.TOKEN_SPENT);
        assertThat(meter.waited()).containsEntry(WaitReason.TOKEN_NOT_ISSUED, Duration.ofMinutes(3));
        // The requests before the wait take a moment too.
        assertThat(meter.waited().get(WaitReason.TOKEN_SPENT))
                .isBetween(Duration.ofMinutes(26), Duration.between(START.plus(Duration.ofMinutes(3)), RESET));
    }
}
