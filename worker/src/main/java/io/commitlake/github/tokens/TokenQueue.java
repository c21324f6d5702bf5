package io.commitlake.github.tokens;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.meter.Meter;
import io.commitlake.model.meter.WaitReason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The queue in which requests wait, under one lock, until the {@link TokenSelector} has a token for them. Thread-safe. */
final class TokenQueue {
    /** The pool's logger, because readers of the log don't know the classes behind the pool. */
    private static final Logger LOG = LoggerFactory.getLogger(TokenPool.class);

    private final TokenStates states;
    private final TokenSelector selector;
    private final Clock clock;
    private final WaitLimit waitLimit;
    private final Meter meter;
    private final RepositoryWaitTimes waitTimes = new RepositoryWaitTimes();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed;
    private boolean anonymousLogged;
    private String lastRemoval = "";

    TokenQueue(TokenStates states, Clock clock, Sleeper sleeper, Duration maxWait, Meter meter) {
        this.states = states;
        this.selector = new TokenSelector(states.tokens(), states.anonymous());
        this.clock = clock;
        this.meter = meter;
        this.waitLimit = new WaitLimit(maxWait, states.tokens().size());
        this.changed = sleeper.newCondition(lock);
    }

    /**
     * Waits for the token that serves a request, and counts the request as started.
     *
     * @return empty if no remaining token may serve the request
     * @throws CommitlakeException of kind SETTINGS if GitHub refuses every token, of kind SPENT if the wait would be
     *     too long
     */
    Optional<TokenState> next(Resource resource, Optional<String> repository, Set<Integer> avoided, Instant since) {
        lock.lock();
        try {
            while (true) {
                Instant now = clock.instant();
                switch (selector.next(resource, repository, avoided, now)) {
                    case TokenChoice.Chosen(TokenState state) -> {
                        logAnonymous(state, repository);
                        return Optional.of(state);
                    }
                    case TokenChoice.AllBusy() -> measure(WaitReason.TOKEN_BUSY, repository, changed::await);
                    case TokenChoice.AllResting rest -> {
                        waitLimit.check(resource, repository, rest, since);
                        measure(reason(rest), repository, () -> {
                            long _ = changed.awaitNanos(
                                    Duration.between(now, rest.until()).toNanos());
                        });
                    }
                    case TokenChoice.NoneAllowed() -> {
                        return Optional.empty();
                    }
                    case TokenChoice.AllRemoved() -> throw allRemoved();
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommitlakeException.github("the wait for a token was interrupted", interrupted);
        } finally {
            lock.unlock();
        }
    }

    private void measure(WaitReason reason, Optional<String> repository, RepositoryWaitTimes.Wait wait)
            throws InterruptedException {
        Instant begun = clock.instant();
        try {
            waitTimes.measure(repository, clock, wait);
        } finally {
            meter.waited(reason, Duration.between(begun, clock.instant()));
        }
    }

    /** The reason of the rest that probably ends first. */
    private static WaitReason reason(TokenChoice.AllResting rest) {
        return rest.resting().stream()
                .map(TokenChoice.RestingToken::reason)
                .max(Comparator.naturalOrder())
                .map(RestReason::waitReason)
                .orElse(WaitReason.TOKEN_SPENT);
    }

    /** Counts a request as started if the token is free now; returns whether it is. */
    boolean tryBegin(TokenState state, Resource resource) {
        return read(now -> {
            if (state.isRemoved() || state.freeAt(resource, now).isAfter(now)) {
                return false;
            }
            state.allowance(resource).begin(now);
            return true;
        });
    }

    /** Whether some token that GitHub issues can serve this request, now or later. */
    boolean canServe(Resource resource, Optional<String> repository, Set<Integer> avoided) {
        return read(now -> selector.canServe(resource, repository, avoided));
    }

    /** Reads the state under the lock, at the current time. */
    <T> T read(Function<Instant, T> query) {
        lock.lock();
        try {
            return query.apply(clock.instant());
        } finally {
            lock.unlock();
        }
    }

    /** Changes the state under the lock, at the current time, and wakes the waiting requests. */
    void change(Consumer<Instant> change) {
        lock.lock();
        try {
            change.accept(clock.instant());
        } finally {
            changed.signalAll(); // who waits has no other wake-up, whatever became of the change
            lock.unlock();
        }
    }

    void exclude(Set<Integer> tokens, String repository) {
        change(now -> tokens.forEach(token -> selector.exclude(token, repository)));
    }

    /** Removes a token from the pool for good. */
    void remove(TokenState state, String reason) {
        change(now -> {
            if (!state.isRemoved()) {
                state.remove();
                lastRemoval = " (token " + state.number() + ": " + reason + ")";
                LOG.warn(
                        "token {} of {} is removed from the pool: {}",
                        state.number(),
                        states.tokens().size(),
                        reason);
            }
        });
    }

    /** The latest end of all waits that were too long; empty if none was. */
    Optional<Instant> refusedUntil() {
        return read(now -> waitLimit.refusedUntil());
    }

    Duration waited(String repository) {
        return read(now -> waitTimes.of(repository, now));
    }

    private CommitlakeException allRemoved() {
        boolean one = states.tokens().size() == 1;
        return CommitlakeException.settings("GitHub refuses "
                + (one ? "the token" : "all " + states.tokens().size() + " tokens") + ": replace "
                + (one ? "it" : "them") + " in GITHUB_TOKENS, GITHUB_TOKENS_FILE or GITHUB_APP_ID and its key"
                + lastRemoval);
    }

    private void logAnonymous(TokenState state, Optional<String> repository) {
        if (state != states.anonymous()) {
            return;
        }
        if (!states.tokens().isEmpty()) {
            LOG.info("no token can see repository {}: asking without a token", repository.orElse("unknown"));
        } else if (!anonymousLogged) {
            anonymousLogged = true;
            LOG.warn(
                    "No token is set: anonymous access is limited to REST and Git, 60 requests an hour; for more, {}",
                    WaitLimit.TOKEN_SETTINGS);
        }
    }
}
