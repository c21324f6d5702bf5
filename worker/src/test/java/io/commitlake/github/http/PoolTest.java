package io.commitlake.github.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.github.http.VirtualGitHub.Said;
import io.commitlake.github.tokens.Credential;
import io.commitlake.github.tokens.Resource;
import io.commitlake.github.tokens.TokenUse;
import io.commitlake.github.tokens.Tokens;
import io.commitlake.github.tokens.VirtualTime;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Secret;
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

/** The client, its pool and its turns as they are, with many workers on a clock that moves where all of them wait. */
class PoolTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final URI ASKED = URI.create(VirtualGitHub.ROOT + "/repositories/7");

    private final VirtualTime time = new VirtualTime(START);
    private final VirtualGitHub github = new VirtualGitHub(time);
    private final List<Answer> answers = new ArrayList<>();

    private Http http(Duration maxWait, Credential... credentials) {
        return new Http(VirtualGitHub.ROOT, github::send, new Tokens(List.of(credentials), time, maxWait, time));
    }

    private static Credential[] made(String... texts) {
        return Stream.of(texts).map(text -> Credential.of(new Secret(text))).toArray(Credential[]::new);
    }

    private static Question core() {
        return Question.get(ASKED, "7");
    }

    private static Question search() {
        return Question.get(URI.create(VirtualGitHub.ROOT + "/search/repositories"), Resource.SEARCH, Optional.empty());
    }

    private static Question graphQl() {
        return Question.post(URI.create(VirtualGitHub.ROOT + "/graphql"), new byte[0], Optional.of("7"));
    }

    /** So many workers ask all of that, each what comes next. */
    private void ask(Http http, int workers, List<Question> questions) {
        AtomicInteger next = new AtomicInteger();
        time.run(Collections.nCopies(workers, () -> {
            for (int i = next.getAndIncrement(); i < questions.size(); i = next.getAndIncrement()) {
                answers.add(http.ask(questions.get(i)));
            }
        }));
    }

    private void allAreAnswered(int count) {
        assertThat(answers).hasSize(count).allMatch(answer -> answer.verdict() instanceof Verdict.Ok);
    }

    @Test
    void threeTokensAndTwelveThousandRequestsMeetNoLimitAndNoTokenIsIdle() {
        for (String token : List.of("a", "b", "c")) {
            github.serves(token, "core", 5000, HOUR, 0);
        }
        time.whileSomebodyWaits(() -> assertThat(github.idle()).isEmpty());
        ask(http(HOUR, made("a", "b", "c")), 30, Collections.nCopies(12_000, core()));

        allAreAnswered(12_000);
        assertThat(github.refused).isEmpty();
        assertThat(time.passed()).isLessThan(HOUR);
        assertThat(github.answered)
                .hasSize(3)
                .allSatisfy((token, count) -> assertThat(count).isBetween(3900, 4100));
    }

    @Test
    void allSpentIsWaitedForSaidWithItsTimeAndGoneOnFrom() {
        github.serves("a", "core", 60, HOUR, 20).serves("b", "core", 60, HOUR, 60);
        time.whileSomebodyWaits(() -> assertThat(github.idle()).isEmpty());
        Http http = http(Duration.ofMinutes(70), made("a", "b"));
        try (Logged logged = Logged.of(Tokens.class)) {
            ask(http, 10, Collections.nCopies(300, core()));

            allAreAnswered(300);
            assertThat(github.refused).isEmpty();
            assertThat(time.passed()).isBetween(Duration.ofMinutes(90), Duration.ofHours(3));
            assertThat(logged.lines())
                    .anyMatch(line -> line.equals(
                            "WARN All tokens are spent for GitHub's core: waiting until 2026-01-01T00:30:00Z"))
                    .hasSizeLessThan(10);
        }
        // That the requests about it waited is no time that the repository took.
        assertThat(http.tokens().waited("7")).isBetween(Duration.ofMinutes(85), time.passed());
        assertThat(http.tokens().waited("8")).isZero();
    }

    @Test
    void aWaitThatIsTooLongEndsAtOnceForAll() {
        github.serves("a", "core", 60, HOUR, 58);
        Http http = http(Duration.ofMinutes(10), made("a"));

        assertThatThrownBy(() -> ask(http, 3, Collections.nCopies(30, core())))
                .cause()
                .hasMessageContaining("before 2026-01-01T00:30:00Z")
                .hasMessageContaining("COMMITLAKE_MAX_WAIT");
        assertThat(time.passed()).isLessThan(Duration.ofMinutes(1));
        assertThat(answers).hasSize(2);
    }

    @Property(tries = 60)
    void neverOverALimitAndAlwaysAtAnEndWhateverIsAsked(
            @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 0, max = 60) Integer> spent,
            @ForAll @IntRange(min = 1, max = 400) int core,
            @ForAll @IntRange(min = 0, max = 200) int search,
            @ForAll @IntRange(min = 0, max = 200) int graphQl,
            @ForAll @IntRange(min = 1, max = 25) int workers) {
        VirtualTime its = new VirtualTime(START);
        VirtualGitHub there = new VirtualGitHub(its);
        List<Credential> credentials = new ArrayList<>();
        for (int i = 0; i < spent.size(); i++) {
            credentials.add(Credential.of(new Secret("token-" + i)));
            there.serves("token-" + i, "core", 60, HOUR, spent.get(i))
                    .serves("token-" + i, "search", 30, Duration.ofMinutes(1), spent.get(i) / 2)
                    .serves("token-" + i, "graphql", 50, HOUR, spent.get(i) / 2);
        }
        Http http = new Http(VirtualGitHub.ROOT, there::send, new Tokens(credentials, its, Duration.ofDays(9), its));
        List<Question> questions = new ArrayList<>(Collections.nCopies(core, core()));
        questions.addAll(Collections.nCopies(search, search()));
        questions.addAll(Collections.nCopies(graphQl, graphQl()));
        Collections.shuffle(questions, new Random(core));
        AtomicInteger next = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        try (Logged logged = Logged.of(Tokens.class)) {
            its.run(Collections.nCopies(workers, () -> {
                for (int i = next.getAndIncrement(); i < questions.size(); i = next.getAndIncrement()) {
                    done.addAndGet(http.ask(questions.get(i)).verdict() instanceof Verdict.Ok ? 1 : 0);
                }
            }));
            assertThat(logged.lines()).allMatch(line -> line.contains(": waiting until "));
        }

        assertThat(done).hasValue(questions.size());
        assertThat(there.refused).isEmpty();
    }

    @Test
    void aRevokedTokenLeavesWithAWarningAndTheOthersGoOn() {
        github.serves("a", "core", 5000, HOUR, 0).serves("b", "core", 5000, HOUR, 0);
        github.says((token, path) ->
                token.equals("a") && time.passed().toSeconds() > 5 ? Said.of(401, "Bad credentials") : Said.WELL);
        Http http = http(HOUR, made("a", "b"));
        try (Logged logged = Logged.of(Tokens.class)) {
            ask(http, 8, Collections.nCopies(1000, core()));

            allAreAnswered(1000);
            assertThat(logged.lines())
                    .filteredOn(line -> line.startsWith("WARN"))
                    .containsExactly("WARN token 1 of 2 is left out from now on: GitHub refuses it");
            assertThat(http.tokens().uses()).extracting(TokenUse::refused).containsExactly(true, false);
        }
    }

    @Test
    void whoIsForbiddenARepositoryIsAskedForItOnce() {
        AtomicInteger forbidden = new AtomicInteger();
        github.serves("a", "core", 5000, HOUR, 0).serves("b", "core", 5000, HOUR, 0);
        github.says((token, path) -> {
            if (token.equals("a")) {
                forbidden.incrementAndGet();
                return Said.of(403, "The 'acme' organization forbids access via a fine-grained personal access tokens");
            }
            return Said.WELL;
        });
        ask(http(HOUR, made("a", "b")), 1, Collections.nCopies(20, core()));

        allAreAnswered(20);
        assertThat(forbidden).hasValue(1);
    }

    @Test
    void whomARepositoryIsHiddenFromIsAskedForItOnce() {
        AtomicInteger hidden = new AtomicInteger();
        github.serves("a", "core", 5000, HOUR, 0).serves("b", "core", 4000, HOUR, 0);
        github.says((token, path) -> {
            if (token.equals("a")) {
                hidden.incrementAndGet();
                return Said.of(404, "Not Found");
            }
            return Said.WELL;
        });
        ask(http(HOUR, made("a", "b")), 1, Collections.nCopies(20, core()));

        allAreAnswered(20);
        assertThat(hidden).hasValue(1);
    }

    @Test
    void aNodeThatIsHiddenFromOneTokenIsAskedOfTheNext() {
        github.serves("a", "graphql", 5000, HOUR, 0).serves("b", "graphql", 4000, HOUR, 0);
        github.says((token, path) -> token.equals("a")
                ? new Said(200, Map.of(), """
                        {"data": {"node": null}, "errors": [{"type": "NOT_FOUND", "path": ["node"], "message": "no node"}]}
                        """)
                : new Said(200, Map.of(), "{\"data\": {\"node\": {}}}"));
        ask(http(HOUR, made("a", "b")), 1, Collections.nCopies(10, graphQl()));

        allAreAnswered(10);
        assertThat(github.answered).isEqualTo(Map.of("a", 1, "b", 10));
    }

    @Test
    void whatIsGoneForAllIsGoneAndWhatIsForbiddenSomebodyIsSaidToBeForbidden() {
        github.says((token, path) -> Said.of(404, "Not Found"));
        ask(http(HOUR, made("a", "b")), 1, List.of(core()));
        assertThat(answers.getFirst().verdict()).isInstanceOf(Verdict.Gone.class);

        github.says((token, path) ->
                token.equals("b") ? Said.of(403, "Resource not accessible") : Said.of(404, "Not Found"));
        ask(http(HOUR, made("a", "b")), 1, List.of(core()));
        assertThat(answers.getLast().verdict()).isInstanceOf(Verdict.Forbidden.class);
    }

    /** Plain text and HTML are GitHub's too. */
    @Test
    void aSecondaryLimitIsOneInWhateverFormItIsTold() {
        for (String body : List.of(
                "You have exceeded a secondary rate limit.",
                "<html><body>You have triggered an abuse detection mechanism.</body></html>")) {
            AtomicInteger told = new AtomicInteger();
            Instant before = time.instant();
            github.says((token, path) -> told.getAndIncrement() == 0 ? new Said(403, Map.of(), body) : Said.WELL);
            Http http = http(HOUR, made("a"));
            ask(http, 1, List.of(core(), core()));

            assertThat(Duration.between(before, time.instant()))
                    .isBetween(Duration.ofMinutes(1), Duration.ofMinutes(2));
        }
        allAreAnswered(4);
    }

    @Test
    void aSecondaryLimitIsThatTokensAloneAndDoubles() {
        AtomicInteger told = new AtomicInteger();
        github.says((token, path) ->
                told.getAndIncrement() < 3 ? Said.of(403, "You have exceeded a secondary rate limit") : Said.WELL);
        ask(http(HOUR, made("a")), 1, List.of(core()));
        assertThat(time.passed()).isBetween(Duration.ofMinutes(7), Duration.ofMinutes(8));

        github.says((token, path) ->
                token.equals("a") ? Said.of(403, "You have exceeded a secondary rate limit") : Said.WELL);
        Instant before = time.instant();
        ask(http(HOUR, made("a", "b")), 1, Collections.nCopies(50, core()));
        assertThat(Duration.between(before, time.instant())).isLessThan(Duration.ofMinutes(1));
        allAreAnswered(51);
    }

    @Test
    void whatHasMovedIsFollowedAndNotInCircles() {
        github.says((token, path) -> path.equals("/repositories/8")
                ? Said.WELL
                : new Said(301, Map.of("location", VirtualGitHub.ROOT + "/repositories/8"), "{}"));
        ask(http(HOUR, made("a")), 1, List.of(core()));
        allAreAnswered(1);

        github.says((token, path) -> new Said(301, Map.of("location", ASKED.toString()), "{}"));
        ask(http(HOUR, made("a")), 1, List.of(core()));
        assertThat(answers.getLast().verdict()).isInstanceOf(Verdict.Moved.class);

        github.says((token, path) -> new Said(301, Map.of("location", "https://elsewhere.test/"), "{}"));
        ask(http(HOUR, made("a")), 1, List.of(core()));
        assertThat(answers.getLast().verdict()).isInstanceOf(Verdict.Moved.class);
    }

    @Test
    void aServerThatFailsIsAskedFourTimesAndMoreAndMoreSeldom() {
        AtomicInteger asked = new AtomicInteger();
        github.says((token, path) ->
                new Said(asked.incrementAndGet() == 4 ? 200 : 502, Map.of(), "{\"message\": \"Server Error\"}"));
        ask(http(HOUR, made("a")), 1, List.of(core()));
        allAreAnswered(1);
        assertThat(time.passed()).isBetween(Duration.ofMillis(3500), Duration.ofMillis(9000));

        ask(http(HOUR, made("a")), 1, List.of(core()));
        assertThat(answers.getLast().failure().kind()).isEqualTo(CommitlakeException.Kind.GITHUB);
        assertThat(asked).hasValue(8);
    }

    private static Credential failing(VirtualTime time, AtomicInteger wanted) {
        return new Credential() {
            @Override
            public Given token() {
                wanted.incrementAndGet();
                return new Given.Later(time.instant().plusSeconds(60), "POST …/access_tokens answers 502");
            }

            @Override
            public boolean refused(Optional<Secret> sent) {
                return true;
            }
        };
    }

    @Test
    void anInstallationThatFailsRestsAndTheOthersGoOn() {
        AtomicInteger wanted = new AtomicInteger();
        github.serves("b", "core", 5000, HOUR, 0);
        ask(http(HOUR, failing(time, wanted), made("b")[0]), 10, Collections.nCopies(500, core()));

        allAreAnswered(500);
        assertThat(time.passed()).isLessThan(Duration.ofMinutes(2));
        assertThat(wanted.get()).isLessThanOrEqualTo(3);
    }

    @Test
    void anInstallationThatFailsBesideASpentTokenIsWaitedForNoLongerThanTheToken() {
        github.serves("b", "core", 60, HOUR, 60);
        ask(http(HOUR, failing(time, new AtomicInteger()), made("b")[0]), 4, Collections.nCopies(20, core()));

        allAreAnswered(20);
        assertThat(time.passed()).isBetween(Duration.ofMinutes(29), Duration.ofMinutes(32));
    }

    @Test
    void theOnlyInstallationThatFailsAndFailsIsGitHubsFailure() {
        assertThatThrownBy(() -> ask(http(HOUR, failing(time, new AtomicInteger())), 1, List.of(core())))
                .cause()
                .isInstanceOfSatisfying(
                        CommitlakeException.class,
                        failed -> assertThat(failed.kind()).isEqualTo(CommitlakeException.Kind.GITHUB))
                .hasMessageContaining("access_tokens answers 502");
    }

    /** Else what waits for an answer waits for ever. */
    @Test
    void aBugWhereATokenIsMadeLeavesNothingOnItsWay() {
        AtomicInteger wanted = new AtomicInteger();
        Credential broken = new Credential() {
            @Override
            public Given token() {
                if (wanted.getAndIncrement() == 0) {
                    throw new IllegalStateException("a bug");
                }
                return new Given.Token(new Secret("a"));
            }

            @Override
            public boolean refused(Optional<Secret> sent) {
                return false;
            }
        };
        Http http = http(HOUR, broken);
        assertThatThrownBy(() -> ask(http, 1, List.of(core()))).cause().isInstanceOf(IllegalStateException.class);
        ask(http, 3, Arrays.asList(core(), core(), core()));
        allAreAnswered(3);
    }

    @Test
    void whatIsLeftIsToldByTheClock() {
        github.serves("a", "core", 60, HOUR, 40);
        Http http = http(HOUR, made("a"));
        assertThat(http.tokens().left(Resource.CORE)).isEmpty();
        ask(http, 2, Collections.nCopies(5, core()));
        assertThat(http.tokens().left(Resource.CORE)).hasValue(15);
        time.run(List.of(() -> time.pause(HOUR)));
        assertThat(http.tokens().left(Resource.CORE)).hasValue(60);
        assertThat(http.tokens().uses().getFirst().words()).endsWith(", 60 of 60 core left");
    }
}
