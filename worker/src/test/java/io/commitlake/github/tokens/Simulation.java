package io.commitlake.github.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.Secret;
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

/** Workers that ask by the schedule, in virtual time: every promise is held at every step. */
final class Simulation {
    /**
     * What is simulated.
     *
     * @param spentBefore of each token's first window, by others
     * @param requests that are to be answered
     * @param workers that ask at once
     * @param latencyMillis of an answer, at most
     * @param secondaryPerMille of requests that meet a secondary limit
     */
    record World(
            Resource resource,
            int limit,
            List<Integer> spentBefore,
            int requests,
            int workers,
            int latencyMillis,
            int secondaryPerMille,
            long seed) {}

    /**
     * How it went.
     *
     * @param answered requests by token
     * @param refused requests that met a spent budget, by token
     */
    record Result(Map<Integer, Integer> answered, Map<Integer, Integer> refused, Duration took) {}

    private record Flight(Instant answered, Account account, Instant begun, ServedTokens.Given given) {}

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final World world;
    private final Random random;
    private final ServedTokens server;
    private final List<Account> accounts = new ArrayList<>();
    private final Schedule schedule;
    private final PriorityQueue<Flight> flights = new PriorityQueue<>(Comparator.comparing(Flight::answered));
    private final Map<Integer, Integer> answered = new TreeMap<>();
    private final Map<Integer, Integer> refused = new TreeMap<>();
    private Instant now = START;
    private int open;

    Simulation(World world) {
        this.world = world;
        this.random = new Random(world.seed());
        this.server = new ServedTokens(Duration.ofHours(1));
        for (int spent : world.spentBefore()) {
            accounts.add(new Account(accounts.size() + 1, Optional.of(Credential.of(new Secret("t")))));
            server.add(world.limit(), spent, START.plusSeconds(random.nextInt(1, 3600)));
        }
        this.schedule = new Schedule(accounts, new Account(0, Optional.empty()));
        this.open = world.requests();
    }

    Result run() {
        long steps = 0;
        while (open > 0 || !flights.isEmpty()) {
            assertThat(++steps).as("steps").isLessThan(40L * world.requests() + 100_000);
            if (open == 0 || flights.size() >= world.workers()) {
                land();
                continue;
            }
            switch (schedule.next(world.resource(), Optional.empty(), Set.of(), now)) {
                case Turn.Go(Account account) -> begin(account);
                case Turn.Busy() -> {
                    assertThat(flights).as("somebody is waited for").isNotEmpty();
                    nobodyIsIdle();
                    land();
                }
                case Turn.Rest(Instant until, List<Turn.Resting> who, boolean whole) -> {
                    assertThat(until).as("a rest has an end ahead").isAfter(now);
                    nobodyIsIdle();
                    if (!flights.isEmpty() && flights.element().answered().isBefore(until)) {
                        land();
                    } else {
                        now = until;
                    }
                }
                case Turn none -> throw new AssertionError("nobody may ask: " + none);
            }
        }
        return new Result(answered, refused, Duration.between(START, now));
    }

    private void begin(Account account) {
        boolean secondary = random.nextInt(1000) < world.secondaryPerMille();
        Optional<OptionalInt> rest = secondary
                ? Optional.of(random.nextBoolean() ? OptionalInt.of(random.nextInt(1, 120)) : OptionalInt.empty())
                : Optional.empty();
        ServedTokens.Given given = server.ask(account.number(), now, rest);
        if (given.limited()) {
            refused.merge(account.number(), 1, Integer::sum);
            assertThat(account.of(world.resource()).lastRead())
                    .as("token %d met its limit after a reading of its budget", account.number())
                    .isEmpty();
        }
        open--;
        flights.add(new Flight(now.plusMillis(random.nextInt(1, world.latencyMillis() + 1)), account, now, given));
        assertThat(flights.stream()
                        .filter(flight -> flight.account() == account)
                        .count())
                .as("requests of token %d at once", account.number())
                .isLessThanOrEqualTo(world.resource().atOnce());
    }

    /** The next answer arrives; those that were begun together may arrive in any order. */
    private void land() {
        Flight flight = flights.remove();
        now = flight.answered();
        Account account = flight.account();
        account.of(world.resource()).read(flight.given().budget(), now);
        if (flight.given().secondary().isPresent()) {
            OptionalInt seconds = flight.given().secondary().get();
            Optional<Instant> until =
                    seconds.isPresent() ? Optional.of(now.plusSeconds(seconds.getAsInt())) : Optional.empty();
            account.limited(until, flight.begun(), now);
        } else if (!flight.given().limited()) {
            account.good(flight.begun());
        }
        account.of(world.resource()).end(true, now);
        if (flight.given().limited() || flight.given().secondary().isPresent()) {
            open++;
        } else {
            answered.merge(account.number(), 1, Integer::sum);
        }
    }

    /** Who waits while somebody has budget must have a reason for it. */
    private void nobodyIsIdle() {
        for (Account account : accounts) {
            long onTheirWay = flights.stream()
                    .filter(flight -> flight.account() == account)
                    .count();
            boolean rests = server.rests(account.number(), now)
                    || account.freeAt(world.resource(), now).isAfter(now);
            assertThat(onTheirWay > 0 || rests || server.left(account.number(), now) == 0)
                    .as(
                            "token %d: %d on their way, %d left at %s",
                            account.number(), onTheirWay, server.left(account.number(), now), now)
                    .isTrue();
        }
    }
}
