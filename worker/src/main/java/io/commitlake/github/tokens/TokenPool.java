package io.commitlake.github.tokens;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.meter.Meter;
import io.commitlake.model.meter.WaitReason;
import io.commitlake.model.secret.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool that leases each request a token, waits while all tokens rest and logs until when, and drops tokens that
 * GitHub refuses. Thread-safe. Logs and messages never show a token, only its number.
 */
public final class TokenPool {
    private static final Logger LOG = LoggerFactory.getLogger(TokenPool.class);

    /** Attempts to obtain a token before the server counts as down, if no other token can serve the request. */
    private static final int MAX_FAILURES = 5;

    private final TokenStates states;
    private final Clock clock;
    private final Sleeper sleeper;
    private final Meter meter;
    private final TokenQueue queue;
    private final Map<String, String> forbidden = new ConcurrentHashMap<>();

    /**
     * Creates a pool.
     *
     * @param credentials the tokens' credentials, numbered from 1; none for anonymous access
     * @param maxWait the longest time that a request may wait for a token
     */
    public TokenPool(List<? extends Credential> credentials, Clock clock, Duration maxWait) {
        this(credentials, clock, maxWait, Sleeper.REAL);
    }

    /** Creates a pool that waits with the given {@link Sleeper}. */
    public TokenPool(List<? extends Credential> credentials, Clock clock, Duration maxWait, Sleeper sleeper) {
        this(credentials, clock, maxWait, sleeper, Meter.NONE);
    }

    /** Creates a pool whose waits are measured. */
    public TokenPool(
            List<? extends Credential> credentials, Clock clock, Duration maxWait, Sleeper sleeper, Meter meter) {
        this.states = new TokenStates(credentials);
        this.clock = clock;
        this.sleeper = sleeper;
        this.meter = meter;
        this.queue = new TokenQueue(states, clock, sleeper, maxWait, meter);
    }

    /** Whether the pool has no tokens, so that every request is anonymous. */
    public boolean isAnonymous() {
        return states.tokens().isEmpty();
    }

    /** The number of configured tokens. */
    public int size() {
        return states.tokens().size();
    }

    public Clock clock() {
        return clock;
    }

    /**
     * Waits for a token, and leases it for one request.
     *
     * @param repository the id of the repository that the request is about, or its name if the id is unknown
     * @param avoided the numbers of tokens not to use
     * @param since the time of the first attempt; the wait counts from then
     * @return empty if no remaining token may serve the request
     * @throws CommitlakeException of kind SETTINGS if GitHub refuses every token, of kind SPENT if the wait would be
     *     too long, of kind GITHUB if GitHub fails to issue the only suitable token
     */
    public Optional<TokenLease> lease(
            Resource resource, Optional<String> repository, Set<Integer> avoided, Instant since) {
        for (int failures = 0; ; ) {
            Optional<TokenState> state = queue.next(resource, repository, avoided, since);
            if (state.isEmpty()) {
                return Optional.empty();
            }
            switch (obtain(state.get(), resource)) {
                case Obtained.Leased(TokenLease lease) -> {
                    return Optional.of(lease);
                }
                case Obtained.Unavailable(String reason) -> {
                    if (++failures >= MAX_FAILURES && !queue.canServe(resource, repository, avoided)) {
                        throw CommitlakeException.github(reason);
                    }
                }
                case Obtained.Denied denied -> {}
            }
        }
    }

    /** The outcome of obtaining a token for a request. */
    private sealed interface Obtained {
        record Leased(TokenLease lease) implements Obtained {}

        record Unavailable(String reason) implements Obtained {}

        record Denied() implements Obtained {}
    }

    /** Obtains a token; without one, ends the request that was counted as started, so that others may run. */
    private Obtained obtain(TokenState state, Resource resource) {
        Instant begun = clock.instant();
        Credential.Grant grant;
        try {
            grant = state.credential().map(Credential::token).orElseGet(Credential.Grant.None::new);
        } catch (RuntimeException | Error bug) {
            change(now -> state.allowance(resource).end(false, now));
            throw bug;
        }
        return switch (grant) {
            case Credential.Grant.None none -> leased(state, resource, Optional.empty(), begun);
            case Credential.Grant.Token(Secret secret) -> leased(state, resource, Optional.of(secret), begun);
            case Credential.Grant.Unavailable(Instant until, String reason) -> {
                change(now -> {
                    state.allowance(resource).end(false, now);
                    state.markUnavailable(until);
                });
                LOG.info("token {} rests until {}: {}", state.number(), until, reason);
                yield new Obtained.Unavailable(reason);
            }
            case Credential.Grant.Denied(String reason) -> {
                change(now -> state.allowance(resource).end(false, now));
                queue.remove(state, reason);
                yield new Obtained.Denied();
            }
        };
    }

    private Obtained leased(TokenState state, Resource resource, Optional<Secret> secret, Instant begun) {
        change(now -> state.markAvailable());
        return new Obtained.Leased(new TokenLease(this, state, resource, secret, begun));
    }

    /**
     * Leases one given token, for a request that costs nothing; empty if the token isn't free now.
     *
     * @throws CommitlakeException of kind GITHUB if GitHub fails to issue the token
     */
    public Optional<TokenLease> leaseIfFree(int number) {
        TokenState state = states.byNumber(number);
        if (!queue.tryBegin(state, Resource.CORE)) {
            return Optional.empty();
        }
        return switch (obtain(state, Resource.CORE)) {
            case Obtained.Leased(TokenLease lease) -> Optional.of(lease);
            case Obtained.Unavailable(String reason) -> throw CommitlakeException.github(reason);
            case Obtained.Denied denied -> Optional.empty();
        };
    }

    /** Waits before a retry. */
    public void pause(Duration time) throws InterruptedException {
        sleeper.sleep(time);
        meter.waited(WaitReason.API_RETRY, time);
    }

    void change(Consumer<Instant> change) {
        queue.change(change);
    }

    void limited(TokenState state, Optional<Instant> until, Instant begun) {
        change(now -> {
            Instant rests = state.limited(until, begun, now);
            LOG.info("token {} met a limit and rests until {}", state.number(), rests);
        });
    }

    void refused(TokenState state, Optional<Secret> sent) {
        if (state.credential().isPresent() && !state.credential().get().refused(sent)) {
            queue.remove(state, "GitHub refuses it");
        }
    }

    /** Stops using tokens, by number, for a repository that they have no access to. */
    public void exclude(Set<Integer> tokens, String repository) {
        queue.exclude(tokens, repository);
        tokens.forEach(
                token -> LOG.info("token {} can't see repository {} and isn't used for it again", token, repository));
    }

    /** Stops using a token for a repository that GitHub forbids it to read, and remembers GitHub's words. */
    void forbid(int token, String repository, String words) {
        forbidden.put(repository, words);
        exclude(Set.of(token), repository);
    }

    /**
     * GitHub's message to a token that may not read a repository, which therefore exists; empty if it refused no token.
     */
    public Optional<String> forbidden(String repository) {
        return Optional.ofNullable(forbidden.get(repository));
    }

    /**
     * The time that requests about a repository have waited for a token until now. Concurrent waits count once. This
     * time doesn't count against the repository's time limit.
     */
    public Duration waited(String repository) {
        return queue.waited(repository);
    }

    /**
     * The time from which every refused request may be sent: the latest end of all waits that were longer than the pool
     * allows. Empty if no wait was.
     */
    public Optional<Instant> refusedUntil() {
        return queue.refusedUntil();
    }

    /**
     * The requests that all tokens together have left for a resource. A window that has ended counts as full; empty
     * if no budget has been read yet.
     */
    public OptionalLong remaining(Resource resource) {
        return queue.read(now -> states.remaining(resource, now));
    }

    /** The use of each token, then of anonymous access if there was any. */
    public List<TokenUse> uses() {
        return queue.read(states::uses);
    }
}
