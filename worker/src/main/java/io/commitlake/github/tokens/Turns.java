package io.commitlake.github.tokens;

import io.commitlake.model.CommitlakeException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where requests wait for their turns, as the {@link Schedule} has them, under one lock. Any thread may call it. */
final class Turns {
    /** The pool's own: who reads or filters a log knows nothing of the rooms behind it. */
    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);

    private final Accounts accounts;
    private final Schedule schedule;
    private final Clock clock;
    private final Patience patience;
    private final Waits waits = new Waits();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed;
    private boolean saidAnonymous;
    private String lastLeft = "";

    Turns(Accounts accounts, Clock clock, Waiting waiting, Duration maxWait) {
        this.accounts = accounts;
        this.schedule = new Schedule(accounts.given(), accounts.anonymous());
        this.clock = clock;
        this.patience = new Patience(maxWait, accounts.given().size());
        this.changed = waiting.on(lock);
    }

    /**
     * Whose turn a request is, waited for where it has to be; it is counted as begun.
     *
     * @return empty where none of those that are left may ask this
     * @throws CommitlakeException of kind SETTINGS where every token has left, of kind SPENT where the wait would be too
     *     long
     */
    Optional<Account> next(Resource resource, Optional<String> repository, Set<Integer> avoided, Instant since) {
        lock.lock();
        try {
            while (true) {
                Instant now = clock.instant();
                switch (schedule.next(resource, repository, avoided, now)) {
                    case Turn.Go(Account account) -> {
                        sayAnonymous(account, repository);
                        return Optional.of(account);
                    }
                    case Turn.Busy() -> waits.during(repository, clock, changed::await);
                    case Turn.Rest rest -> {
                        patience.rest(resource, repository, rest, since);
                        waits.during(repository, clock, () -> {
                            long _ = changed.awaitNanos(
                                    Duration.between(now, rest.until()).toNanos());
                        });
                    }
                    case Turn.Nobody() -> {
                        return Optional.empty();
                    }
                    case Turn.AllLeft() -> throw allLeft();
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommitlakeException.github("the wait for a token was interrupted", interrupted);
        } finally {
            lock.unlock();
        }
    }

    /** Whether one account has its turn at once; then it is counted as begun. */
    boolean atOnce(Account account, Resource resource) {
        return know(now -> {
            if (account.hasLeft() || account.freeAt(resource, now).isAfter(now)) {
                return false;
            }
            account.of(resource).begin(now);
            return true;
        });
    }

    /** Whether one whose token can be had may ask this, now or later. */
    boolean mayAsk(Resource resource, Optional<String> repository, Set<Integer> avoided) {
        return know(now -> schedule.mayAsk(resource, repository, avoided));
    }

    /** What is known at this moment. */
    <T> T know(Function<Instant, T> question) {
        lock.lock();
        try {
            return question.apply(clock.instant());
        } finally {
            lock.unlock();
        }
    }

    /** Something is otherwise from this moment on: who waits looks again. */
    void change(Consumer<Instant> change) {
        lock.lock();
        try {
            change.accept(clock.instant());
        } finally {
            changed.signalAll(); // who waits has no other wake-up, whatever became of the change
            lock.unlock();
        }
    }

    void forbid(Set<Integer> tokens, String repository) {
        change(now -> tokens.forEach(token -> schedule.forbid(token, repository)));
    }

    /** It has no turn any more. */
    void leave(Account account, String why) {
        change(now -> {
            if (!account.hasLeft()) {
                account.leave();
                lastLeft = " (token " + account.number() + ": " + why + ")";
                LOG.warn(
                        "token {} of {} is left out from now on: {}",
                        account.number(),
                        accounts.given().size(),
                        why);
            }
        });
    }

    Duration waited(String repository) {
        return know(now -> waits.of(repository, now));
    }

    private CommitlakeException allLeft() {
        boolean one = accounts.given().size() == 1;
        return CommitlakeException.settings("GitHub refuses "
                + (one ? "the token" : "all " + accounts.given().size() + " tokens") + " that it was given: replace "
                + (one ? "it" : "them") + " in GITHUB_TOKENS, GITHUB_TOKENS_FILE or GITHUB_APP_ID and its key"
                + lastLeft);
    }

    private void sayAnonymous(Account account, Optional<String> repository) {
        if (account != accounts.anonymous()) {
            return;
        }
        if (!accounts.given().isEmpty()) {
            LOG.info("no token may see {}: it is asked for without one", repository.orElse("it"));
        } else if (!saidAnonymous) {
            saidAnonymous = true;
            LOG.warn(
                    "No token is set: GitHub is asked anonymously, by REST and git alone, 60 requests an hour; for more, {}",
                    Patience.MORE);
        }
    }
}
