package io.commitlake.github.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Simulates workers that send requests as {@link TokenSelector} chooses, in virtual time, and checks every step. */
final class Simulation {
    /**
     * The parameters of a simulation.
     *
     * @param limit the requests per token and window
     * @param spentBefore the requests that other clients spent in each token's first window
     * @param requests the number of requests to complete
     * @param workers the number of concurrent workers
     * @param latencyMillis the longest time to a response, in milliseconds
     * @param secondaryPerMille the requests out of 1,000 that meet a secondary limit
     */
    record Scenario(
            Resource resource,
            int limit,
            List<Integer> spentBefore,
            int requests,
            int workers,
            int latencyMillis,
            int secondaryPerMille,
            long seed) {}

    /**
     * The result of a simulation.
     *
     * @param answered the completed requests, by token
     * @param refused the requests that met a used-up budget, by token
     */
    record Result(Map<Integer, Integer> answered, Map<Integer, Integer> refused, Duration took) {}

    private record Request(Instant answered, TokenState state, Instant begun, ServedTokens.Response response) {}

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Scenario scenario;
    private final Random random;
    private final ServedTokens server;
    private final List<TokenState> states = new ArrayList<>();
    private final TokenSelector selector;
    private final PriorityQueue<Request> running = new PriorityQueue<>(Comparator.comparing(Request::answered));
    private final Map<Integer, Integer> answered = new TreeMap<>();
    private final Map<Integer, Integer> refused = new TreeMap<>();
    private Instant now = START;
    private int pending;

    Simulation(Scenario scenario) {
        this.scenario = scenario;
        this.random = new Random(scenario.seed());
        this.server = new ServedTokens(Duration.ofHours(1));
        for (int spent : scenario.spentBefore()) {
            states.add(new TokenState(states.size() + 1, Optional.of(Credential.of(new Secret("t")))));
            server.add(scenario.limit(), spent, START.plusSeconds(random.nextInt(1, 3600)));
        }
        this.selector = new TokenSelector(states, new TokenState(0, Optional.empty()));
        this.pending = scenario.requests();
    }

    Result run() {
        long steps = 0;
        while (pending > 0 || !running.isEmpty()) {
            assertThat(++steps).as("steps").isLessThan(40L * scenario.requests() + 100_000);
            if (pending == 0 || running.size() >= scenario.workers()) {
                finishNext();
                continue;
            }
            switch (selector.next(scenario.resource(), Optional.empty(), Set.of(), now)) {
                case TokenChoice.Chosen(TokenState state) -> begin(state);
                case TokenChoice.AllBusy() -> {
                    assertThat(running).as("running requests to wait for").isNotEmpty();
                    checkNoTokenIsIdle();
                    finishNext();
                }
                case TokenChoice.AllResting(
                        Instant until,
                        List<TokenChoice.RestingToken> resting,
                        boolean wholePool) -> {
                    assertThat(until).as("end of the rest").isAfter(now);
                    checkNoTokenIsIdle();
                    if (!running.isEmpty() && running.element().answered().isBefore(until)) {
                        finishNext();
                    } else {
                        now = until;
                    }
                }
                case TokenChoice none -> throw new AssertionError("no token may serve the request: " + none);
            }
        }
        return new Result(answered, refused, Duration.between(START, now));
    }

    private void begin(TokenState state) {
        boolean secondary = random.nextInt(1000) < scenario.secondaryPerMille();
        Optional<OptionalInt> rest = secondary
                ? Optional.of(random.nextBoolean() ? OptionalInt.of(random.nextInt(1, 120)) : OptionalInt.empty())
                : Optional.empty();
        ServedTokens.Response response = server.request(state.number(), now, rest);
        if (response.limited()) {
            refused.merge(state.number(), 1, Integer::sum);
            assertThat(state.allowance(scenario.resource()).lastBudget())
                    .as("last known budget of token %d, which met its limit", state.number())
                    .isEmpty();
        }
        pending--;
        running.add(new Request(now.plusMillis(random.nextInt(1, scenario.latencyMillis() + 1)), state, now, response));
        assertThat(running.stream().filter(request -> request.state() == state).count())
                .as("concurrent requests of token %d", state.number())
                .isLessThanOrEqualTo(scenario.resource().maxConcurrent());
    }

    /** Delivers the next response; responses to concurrent requests may arrive in any order. */
    private void finishNext() {
        Request request = running.remove();
        now = request.answered();
        TokenState state = request.state();
        state.allowance(scenario.resource()).report(request.response().budget(), now);
        if (request.response().secondary().isPresent()) {
            OptionalInt seconds = request.response().secondary().get();
            Optional<Instant> until =
                    seconds.isPresent() ? Optional.of(now.plusSeconds(seconds.getAsInt())) : Optional.empty();
            state.limited(until, request.begun(), now);
        } else if (!request.response().limited()) {
            state.succeeded(request.begun());
        }
        state.allowance(scenario.resource()).end(true, now);
        if (request.response().limited() || request.response().secondary().isPresent()) {
            pending++;
        } else {
            answered.merge(state.number(), 1, Integer::sum);
        }
    }

    /** While a request waits, each token must be in use, at rest or out of budget. */
    private void checkNoTokenIsIdle() {
        for (TokenState state : states) {
            long inFlight =
                    running.stream().filter(request -> request.state() == state).count();
            boolean rests = server.rests(state.number(), now)
                    || state.freeAt(scenario.resource(), now).isAfter(now);
            assertThat(inFlight > 0 || rests || server.remaining(state.number(), now) == 0)
                    .as(
                            "token %d: %d running, %d left at %s",
                            state.number(), inFlight, server.remaining(state.number(), now), now)
                    .isTrue();
        }
    }
}
