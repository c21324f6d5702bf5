package io.commitlake.github.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.github.http.VirtualGitHub.Reply;
import io.commitlake.github.tokens.Credential;
import io.commitlake.github.tokens.Resource;
import io.commitlake.github.tokens.TokenPool;
import io.commitlake.github.tokens.TokenUse;
import io.commitlake.github.tokens.VirtualTime;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.secret.Secret;
import io.commitlake.testing.Logged;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Tests the client with its token pool: many workers send requests to {@link VirtualGitHub} on a virtual clock. */
class TokenPoolTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final URI REPOSITORY = URI.create(VirtualGitHub.ROOT + "/repositories/7");

    private final VirtualTime time = new VirtualTime(START);
    private final VirtualGitHub github = new VirtualGitHub(time);
    private final List<ApiResponse> responses = new ArrayList<>();

    private Http http(Duration maxWait, Credential... credentials) {
        return new Http(VirtualGitHub.ROOT, github::send, new TokenPool(List.of(credentials), time, maxWait, time));
    }

    private static Credential[] personal(String... texts) {
        return Stream.of(texts).map(text -> Credential.of(new Secret(text))).toArray(Credential[]::new);
    }

    private static ApiRequest core() {
        return ApiRequest.get(REPOSITORY, "7");
    }

    private static ApiRequest search() {
        return ApiRequest.get(
                URI.create(VirtualGitHub.ROOT + "/search/repositories"), Resource.SEARCH, Optional.empty());
    }

    private static ApiRequest graphQl() {
        return ApiRequest.post(URI.create(VirtualGitHub.ROOT + "/graphql"), new byte[0], Optional.of("7"));
    }

    /** Sends the requests from concurrent workers, each of which takes the next request when it is free. */
    private void send(Http http, int workers, List<ApiRequest> requests) {
        AtomicInteger next = new AtomicInteger();
        time.run(Collections.nCopies(workers, () -> {
            for (int i = next.getAndIncrement(); i < requests.size(); i = next.getAndIncrement()) {
                responses.add(http.send(requests.get(i)));
            }
        }));
    }

    private void assertAllSucceed(int count) {
        assertThat(responses).hasSize(count).allMatch(response -> response.verdict() instanceof Verdict.Ok);
    }

    @Test
    void threeTokensServeTwelveThousandRequestsWithNoLimitMetAndNoTokenIdle() {
        for (String token : List.of("a", "b", "c")) {
            github.limit(token, "core", 5000, HOUR, 0);
        }
        time.checkWhileWaiting(() -> assertThat(github.idleToken()).isEmpty());
        send(http(HOUR, personal("a", "b", "c")), 30, Collections.nCopies(12_000, core()));

        assertAllSucceed(12_000);
        assertThat(github.refused).isEmpty();
        assertThat(time.passed()).isLessThan(HOUR);
        assertThat(github.answered)
                .hasSize(3)
                .allSatisfy((token, count) -> assertThat(count).isBetween(3900, 4100));
    }

    @Test
    void requestsWaitAndLogUntilWhenIfAllTokensAreSpentAndThenGoOn() {
        github.limit("a", "core", 60, HOUR, 20).limit("b", "core", 60, HOUR, 60);
        time.checkWhileWaiting(() -> assertThat(github.idleToken()).isEmpty());
        Http http = http(Duration.ofMinutes(70), personal("a", "b"));
        try (Logged logged = Logged.of(TokenPool.class)) {
            send(http, 10, Collections.nCopies(300, core()));

            assertAllSucceed(300);
            assertThat(github.refused).isEmpty();
            assertThat(time.passed()).isBetween(Duration.ofMinutes(90), Duration.ofHours(3));
            assertThat(logged.lines())
                    .anyMatch(line -> line.equals("WARN All tokens have used up the rate limit for core requests:"
                            + " waiting until 2026-01-01T00:30:00Z"))
                    .hasSizeLessThan(10);
        }
        // The wait is counted for the repository, and only for this one.
        assertThat(http.tokens().waited("7")).isBetween(Duration.ofMinutes(85), time.passed());
        assertThat(http.tokens().waited("8")).isZero();
    }

    @Test
    void aWaitThatIsTooLongFailsAllRequestsAtOnce() {
        github.limit("a", "core", 60, HOUR, 58);
        Http http = http(Duration.ofMinutes(10), personal("a"));

        assertThatThrownBy(() -> send(http, 3, Collections.nCopies(30, core())))
                .cause()
                .hasMessageContaining("before 2026-01-01T00:30:00Z")
                .hasMessageContaining("COMMITLAKE_MAX_WAIT");
        assertThat(time.passed()).isLessThan(Duration.ofMinutes(1));
        assertThat(responses).hasSize(2);
    }

    @Property(tries = 60)
    void anyMixOfRequestsStaysWithinTheLimitsAndFinishes(
            @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 0, max = 60) Integer> spent,
            @ForAll @IntRange(min = 1, max = 400) int core,
            @ForAll @IntRange(min = 0, max = 200) int search,
            @ForAll @IntRange(min = 0, max = 200) int graphQl,
            @ForAll @IntRange(min = 1, max = 25) int workers) {
        VirtualTime clock = new VirtualTime(START);
        VirtualGitHub server = new VirtualGitHub(clock);
        List<Credential> credentials = new ArrayList<>();
        for (int i = 0; i < spent.size(); i++) {
            credentials.add(Credential.of(new Secret("token-" + i)));
            server.limit("token-" + i, "core", 60, HOUR, spent.get(i))
                    .limit("token-" + i, "search", 30, Duration.ofMinutes(1), spent.get(i) / 2)
                    .limit("token-" + i, "graphql", 50, HOUR, spent.get(i) / 2);
        }
        Http http = new Http(
                VirtualGitHub.ROOT, server::send, new TokenPool(credentials, clock, Duration.ofDays(9), clock));
        List<ApiRequest> requests = new ArrayList<>(Collections.nCopies(core, core()));
        requests.addAll(Collections.nCopies(search, search()));
        requests.addAll(Collections.nCopies(graphQl, graphQl()));
        Collections.shuffle(requests, new Random(core));
        AtomicInteger next = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        try (Logged logged = Logged.of(TokenPool.class)) {
            clock.run(Collections.nCopies(workers, () -> {
                for (int i = next.getAndIncrement(); i < requests.size(); i = next.getAndIncrement()) {
                    done.addAndGet(http.send(requests.get(i)).verdict() instanceof Verdict.Ok ? 1 : 0);
                }
            }));
            assertThat(logged.lines()).allMatch(line -> line.contains(": waiting until "));
        }

        assertThat(done).hasValue(requests.size());
        assertThat(server.refused).isEmpty();
    }

    @Test
    void aRevokedTokenIsRemovedWithAWarningAndTheOthersGoOn() {
        github.limit("a", "core", 5000, HOUR, 0).limit("b", "core", 5000, HOUR, 0);
        github.replyWith((token, path) ->
                token.equals("a") && time.passed().toSeconds() > 5 ? Reply.of(401, "Bad credentials") : Reply.OK_REPLY);
        Http http = http(HOUR, personal("a", "b"));
        try (Logged logged = Logged.of(TokenPool.class)) {
            send(http, 8, Collections.nCopies(1000, core()));

            assertAllSucceed(1000);
            assertThat(logged.lines())
                    .filteredOn(line -> line.startsWith("WARN"))
                    .containsExactly("WARN token 1 of 2 is removed from the pool: GitHub refuses it");
            assertThat(http.tokens().uses()).extracting(TokenUse::refused).containsExactly(true, false);
        }
    }

    @Test
    void aTokenThatIsForbiddenARepositoryIsTriedForItOnce() {
        AtomicInteger forbidden = new AtomicInteger();
        github.limit("a", "core", 5000, HOUR, 0).limit("b", "core", 5000, HOUR, 0);
        github.replyWith((token, path) -> {
            if (token.equals("a")) {
                forbidden.incrementAndGet();
                return Reply.of(
                        403, "The 'acme' organization forbids access via a fine-grained personal access tokens");
            }
            return Reply.OK_REPLY;
        });
        send(http(HOUR, personal("a", "b")), 1, Collections.nCopies(20, core()));

        assertAllSucceed(20);
        assertThat(forbidden).hasValue(1);
    }

    @Test
    void aTokenThatARepositoryIsHiddenFromIsTriedForItOnce() {
        AtomicInteger hidden = new AtomicInteger();
        github.limit("a", "core", 5000, HOUR, 0).limit("b", "core", 4000, HOUR, 0);
        github.replyWith((token, path) -> {
            if (token.equals("a")) {
                hidden.incrementAndGet();
                return Reply.of(404, "Not Found");
            }
            return Reply.OK_REPLY;
        });
        send(http(HOUR, personal("a", "b")), 1, Collections.nCopies(20, core()));

        assertAllSucceed(20);
        assertThat(hidden).hasValue(1);
    }

    @Test
    void aNodeThatIsHiddenFromOneTokenIsRequestedWithTheNext() {
        github.limit("a", "graphql", 5000, HOUR, 0).limit("b", "graphql", 4000, HOUR, 0);
        github.replyWith((token, path) -> token.equals("a")
                ? new Reply(200, Map.of(), """
                        {"data": {"node": null}, "errors": [{"type": "NOT_FOUND", "path": ["node"], "message": "no node"}]}
                        """)
                : new Reply(200, Map.of(), "{\"data\": {\"node\": {}}}"));
        send(http(HOUR, personal("a", "b")), 1, Collections.nCopies(10, graphQl()));

        assertAllSucceed(10);
        assertThat(github.answered).isEqualTo(Map.of("a", 1, "b", 10));
    }

    @Test
    void aRepositoryIsGoneIfItIsGoneForAllTokensAndForbiddenIfOneIsForbidden() {
        github.replyWith((token, path) -> Reply.of(404, "Not Found"));
        send(http(HOUR, personal("a", "b")), 1, List.of(core()));
        assertThat(responses.getFirst().verdict()).isInstanceOf(Verdict.Gone.class);

        github.replyWith((token, path) ->
                token.equals("b") ? Reply.of(403, "Resource not accessible") : Reply.of(404, "Not Found"));
        send(http(HOUR, personal("a", "b")), 1, List.of(core()));
        assertThat(responses.getLast().verdict()).isInstanceOf(Verdict.Forbidden.class);
    }

    /** GitHub also answers in plain text and in HTML. */
    @Test
    void aSecondaryLimitIsRecognizedInTextAndInHtml() {
        for (String body : List.of(
                "You have exceeded a secondary rate limit.",
                "<html><body>You have triggered an abuse detection mechanism.</body></html>")) {
            AtomicInteger limits = new AtomicInteger();
            Instant before = time.instant();
            github.replyWith(
                    (token, path) -> limits.getAndIncrement() == 0 ? new Reply(403, Map.of(), body) : Reply.OK_REPLY);
            Http http = http(HOUR, personal("a"));
            send(http, 1, List.of(core(), core()));

            assertThat(Duration.between(before, time.instant()))
                    .isBetween(Duration.ofMinutes(1), Duration.ofMinutes(2));
        }
        assertAllSucceed(4);
    }

    @Test
    void aSecondaryLimitRestsOnlyItsTokenAndDoubles() {
        AtomicInteger limits = new AtomicInteger();
        github.replyWith((token, path) -> limits.getAndIncrement() < 3
                ? Reply.of(403, "You have exceeded a secondary rate limit")
                : Reply.OK_REPLY);
        send(http(HOUR, personal("a")), 1, List.of(core()));
        assertThat(time.passed()).isBetween(Duration.ofMinutes(7), Duration.ofMinutes(8));

        github.replyWith((token, path) ->
                token.equals("a") ? Reply.of(403, "You have exceeded a secondary rate limit") : Reply.OK_REPLY);
        Instant before = time.instant();
        send(http(HOUR, personal("a", "b")), 1, Collections.nCopies(50, core()));
        assertThat(Duration.between(before, time.instant())).isLessThan(Duration.ofMinutes(1));
        assertAllSucceed(51);
    }

    @Test
    void aMoveIsFollowedButNotInCirclesOrToAnotherHost() {
        github.replyWith((token, path) -> path.equals("/repositories/8")
                ? Reply.OK_REPLY
                : new Reply(301, Map.of("location", VirtualGitHub.ROOT + "/repositories/8"), "{}"));
        send(http(HOUR, personal("a")), 1, List.of(core()));
        assertAllSucceed(1);

        github.replyWith((token, path) -> new Reply(301, Map.of("location", REPOSITORY.toString()), "{}"));
        send(http(HOUR, personal("a")), 1, List.of(core()));
        assertThat(responses.getLast().verdict()).isInstanceOf(Verdict.Moved.class);

        github.replyWith((token, path) -> new Reply(301, Map.of("location", "https://elsewhere.test/"), "{}"));
        send(http(HOUR, personal("a")), 1, List.of(core()));
        assertThat(responses.getLast().verdict()).isInstanceOf(Verdict.Moved.class);
    }

    @Test
    void aFailingServerIsTriedFourTimesWithGrowingPauses() {
        AtomicInteger tries = new AtomicInteger();
        github.replyWith((token, path) ->
                new Reply(tries.incrementAndGet() == 4 ? 200 : 502, Map.of(), "{\"message\": \"Server Error\"}"));
        send(http(HOUR, personal("a")), 1, List.of(core()));
        assertAllSucceed(1);
        assertThat(time.passed()).isBetween(Duration.ofMillis(3500), Duration.ofMillis(9000));

        send(http(HOUR, personal("a")), 1, List.of(core()));
        assertThat(responses.getLast().failure().kind()).isEqualTo(CommitlakeException.Kind.GITHUB);
        assertThat(tries).hasValue(8);
    }

    private static Credential failing(VirtualTime time, AtomicInteger attempts) {
        return new Credential() {
            @Override
            public Grant token() {
                attempts.incrementAndGet();
                return new Grant.Unavailable(time.instant().plusSeconds(60), "POST …/access_tokens answers 502");
            }

            @Override
            public boolean refused(Optional<Secret> sent) {
                return true;
            }
        };
    }

    @Test
    void anInstallationWithoutATokenRestsAndTheOthersGoOn() {
        AtomicInteger attempts = new AtomicInteger();
        github.limit("b", "core", 5000, HOUR, 0);
        send(http(HOUR, failing(time, attempts), personal("b")[0]), 10, Collections.nCopies(500, core()));

        assertAllSucceed(500);
        assertThat(time.passed()).isLessThan(Duration.ofMinutes(2));
        assertThat(attempts.get()).isLessThanOrEqualTo(3);
    }

    @Test
    void aSpentTokenIsWaitedForNoLongerBecauseAnInstallationHasNoToken() {
        github.limit("b", "core", 60, HOUR, 60);
        send(http(HOUR, failing(time, new AtomicInteger()), personal("b")[0]), 4, Collections.nCopies(20, core()));

        assertAllSucceed(20);
        assertThat(time.passed()).isBetween(Duration.ofMinutes(29), Duration.ofMinutes(32));
    }

    @Test
    void ifTheOnlyInstallationKeepsFailingGitHubFails() {
        assertThatThrownBy(() -> send(http(HOUR, failing(time, new AtomicInteger())), 1, List.of(core())))
                .cause()
                .isInstanceOfSatisfying(
                        CommitlakeException.class,
                        failed -> assertThat(failed.kind()).isEqualTo(CommitlakeException.Kind.GITHUB))
                .hasMessageContaining("access_tokens answers 502");
    }

    /** Otherwise the requests that wait for a running one would wait forever. */
    @Test
    void aBugInACredentialLeavesNoRequestRunning() {
        AtomicInteger attempts = new AtomicInteger();
        Credential broken = new Credential() {
            @Override
            public Grant token() {
                if (attempts.getAndIncrement() == 0) {
                    throw new IllegalStateException("a bug");
                }
                return new Grant.Token(new Secret("a"));
            }

            @Override
            public boolean refused(Optional<Secret> sent) {
                return false;
            }
        };
        Http http = http(HOUR, broken);
        assertThatThrownBy(() -> send(http, 1, List.of(core()))).cause().isInstanceOf(IllegalStateException.class);
        send(http, 3, Arrays.asList(core(), core(), core()));
        assertAllSucceed(3);
    }

    @Test
    void aWindowThatHasEndedCountsAsFull() {
        github.limit("a", "core", 60, HOUR, 40);
        Http http = http(HOUR, personal("a"));
        assertThat(http.tokens().remaining(Resource.CORE)).isEmpty();
        send(http, 2, Collections.nCopies(5, core()));
        assertThat(http.tokens().remaining(Resource.CORE)).hasValue(15);
        time.run(List.of(() -> time.sleep(HOUR)));
        assertThat(http.tokens().remaining(Resource.CORE)).hasValue(60);
        assertThat(http.tokens().uses().getFirst().useText()).endsWith(", 60 of 60 core left");
    }
}
