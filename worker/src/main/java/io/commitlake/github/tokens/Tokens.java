package io.commitlake.github.tokens;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pool: gives each request its token, waits where all are spent and says until when, and knows which are good. Any
 * thread may call it. Of a token nothing but its number is ever said.
 */
public final class Tokens {
    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);

    /** So often a token is wanted in vain before the server is taken to be down, where there is no other. */
    private static final int MOST_FAILURES = 5;

    private final List<Account> accounts = new ArrayList<>();
    private final Account anonymous = new Account(0, Optional.empty());
    private final Schedule schedule;
    private final Clock clock;
    private final Waiting waiting;
    private final Patience patience;
    private final Waits waits = new Waits();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed;
    private boolean saidAnonymous;
    private String lastLeft = "";

    /**
     * A pool.
     *
     * @param credentials numbered from 1; none to ask anonymously
     * @param maxWait how long one request may wait for a token's budget
     */
    public Tokens(List<? extends Credential> credentials, Clock clock, Duration maxWait) {
        this(credentials, clock, maxWait, Waiting.REAL);
    }

    /** One for which time passes otherwise. */
    public Tokens(List<? extends Credential> credentials, Clock clock, Duration maxWait, Waiting waiting) {
        for (Credential credential : credentials) {
            accounts.add(new Account(accounts.size() + 1, Optional.of(credential)));
        }
        this.schedule = new Schedule(accounts, anonymous);
        this.clock = clock;
        this.waiting = waiting;
        this.changed = waiting.on(lock);
        this.patience = new Patience(maxWait, accounts.size());
    }

    /** Whether no token was given. */
    public boolean anonymous() {
        return accounts.isEmpty();
    }

    /** Tokens that were given, numbered from 1. */
    public int given() {
        return accounts.size();
    }

    public Clock clock() {
        return clock;
    }

    /**
     * A turn for one request, waited for where it has to be.
     *
     * @param repository that it is about, by its id or, where only that is known, its name
     * @param avoided tokens that need not be tried, by number
     * @param since when the request was first asked: from then on it may wait
     * @return empty where none of those that are left may ask this
     * @throws CommitlakeException of kind SETTINGS where every token that was given was refused, of kind SPENT where
     *     the wait would be too long, of kind GITHUB where GitHub fails to give the only token that there is
     */
    public Optional<Lease> lease(Resource resource, Optional<String> repository, Set<Integer> avoided, Instant since) {
        for (int failures = 0; ; ) {
            Optional<Account> account = turn(resource, repository, avoided, since);
            if (account.isEmpty()) {
                return Optional.empty();
            }
            switch (wanted(account.get(), resource)) {
                case Wanted.Begun(Lease lease) -> {
                    return Optional.of(lease);
                }
                case Wanted.Later(String words) -> {
                    if (++failures >= MOST_FAILURES && !othersMayAsk(resource, repository, avoided)) {
                        throw CommitlakeException.github(words);
                    }
                }
                case Wanted.Never never -> {}
            }
        }
    }

    /** What came of wanting an account's token, when it was its turn. */
    private sealed interface Wanted {
        record Begun(Lease lease) implements Wanted {}

        record Later(String words) implements Wanted {}

        record Never() implements Wanted {}
    }

    /** A token that can't be had ends its turn: others have it meanwhile, or for good. */
    private Wanted wanted(Account account, Resource resource) {
        Instant begun = clock.instant();
        Credential.Given given;
        try {
            given = account.credential().map(Credential::token).orElseGet(Credential.Given.None::new);
        } catch (RuntimeException bug) {
            change(now -> account.of(resource).end(false, now));
            throw bug;
        }
        return switch (given) {
            case Credential.Given.None none -> begun(account, resource, Optional.empty(), begun);
            case Credential.Given.Token(Secret secret) -> begun(account, resource, Optional.of(secret), begun);
            case Credential.Given.Later(Instant until, String words) -> {
                change(now -> {
                    account.of(resource).end(false, now);
                    account.fails(until);
                });
                LOG.info("token {} rests until {}: {}", account.number(), until, words);
                yield new Wanted.Later(words);
            }
            case Credential.Given.Never(String words) -> {
                change(now -> account.of(resource).end(false, now));
                leave(account, words);
                yield new Wanted.Never();
            }
        };
    }

    private Wanted begun(Account account, Resource resource, Optional<Secret> secret, Instant begun) {
        change(now -> account.works());
        return new Wanted.Begun(new Lease(this, account, resource, secret, begun));
    }

    private boolean othersMayAsk(Resource resource, Optional<String> repository, Set<Integer> avoided) {
        lock.lock();
        try {
            return schedule.mayAsk(resource, repository, avoided);
        } finally {
            lock.unlock();
        }
    }

    /**
     * A turn of one token alone, or none where it isn't free at once: for what costs nothing.
     *
     * @throws CommitlakeException of kind GITHUB where GitHub fails to give it
     */
    public Optional<Lease> leaseOf(int number) {
        Account account = number == 0 ? anonymous : accounts.get(number - 1);
        lock.lock();
        try {
            Instant now = clock.instant();
            if (account.hasLeft() || account.freeAt(Resource.CORE, now).isAfter(now)) {
                return Optional.empty();
            }
            account.of(Resource.CORE).begin(now);
        } finally {
            lock.unlock();
        }
        return switch (wanted(account, Resource.CORE)) {
            case Wanted.Begun(Lease lease) -> Optional.of(lease);
            case Wanted.Later(String words) -> throw CommitlakeException.github(words);
            case Wanted.Never never -> Optional.empty();
        };
    }

    private Optional<Account> turn(
            Resource resource, Optional<String> repository, Set<Integer> avoided, Instant since) {
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
                    case Turn.Rest(Instant until) -> {
                        patience.rest(resource, until, since, avoided.isEmpty());
                        waits.during(repository, clock, () -> {
                            long _ = changed.awaitNanos(
                                    Duration.between(now, until).toNanos());
                        });
                    }
                    case Turn.Nobody() -> {
                        return Optional.empty();
                    }
                    case Turn.AllLeft() ->
                        throw CommitlakeException.settings("GitHub refuses "
                                + (accounts.size() == 1 ? "the token" : "all " + accounts.size() + " tokens")
                                + " that it was given: replace " + (accounts.size() == 1 ? "it" : "them")
                                + " in GITHUB_TOKENS, GITHUB_TOKENS_FILE or GITHUB_APP_ID and its key"
                                + lastLeft);
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommitlakeException.github("the wait for a token's budget was interrupted", interrupted);
        } finally {
            lock.unlock();
        }
    }

    /** Lets a time pass before a server that failed is asked again. */
    public void pause(Duration time) throws InterruptedException {
        waiting.pause(time);
    }

    private void sayAnonymous(Account account, Optional<String> repository) {
        if (account != anonymous) {
            return;
        }
        if (!anonymous()) {
            LOG.info("no token may see {}: it is asked for without one", repository.orElse("it"));
        } else if (!saidAnonymous) {
            saidAnonymous = true;
            LOG.warn(
                    "No token is set: GitHub is asked anonymously, by REST and git alone, 60 requests an hour; for more, {}",
                    Patience.MORE);
        }
    }

    void change(Consumer<Instant> change) {
        lock.lock();
        try {
            change.accept(clock.instant());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void limited(Account account, Optional<Instant> until, Instant begun) {
        change(now -> {
            Instant rests = account.limited(until, begun, now);
            LOG.info("token {} met a limit and rests until {}", account.number(), rests);
        });
    }

    void refused(Account account, Optional<Secret> sent) {
        if (account.credential().isPresent() && !account.credential().get().refused(sent)) {
            leave(account, "GitHub refuses it");
        }
    }

    /** Tokens, by number, that may not see a repository which another one sees: they aren't used for it again. */
    public void blind(Set<Integer> tokens, String repository) {
        change(now -> tokens.forEach(token -> schedule.forbid(token, repository)));
        tokens.forEach(token -> LOG.info("token {} may not see {}: it isn't used for it again", token, repository));
    }

    private void leave(Account account, String why) {
        change(now -> {
            if (!account.hasLeft()) {
                account.leave();
                lastLeft = " (token " + account.number() + ": " + why + ")";
                LOG.warn("token {} of {} is left out from now on: {}", account.number(), accounts.size(), why);
            }
        });
    }

    /**
     * How long requests about a repository have waited for their turn, until now; several at once count once. None of
     * that time says that the repository takes long.
     */
    public Duration waited(String repository) {
        lock.lock();
        try {
            return waits.of(repository, clock.instant());
        } finally {
            lock.unlock();
        }
    }

    /** What all tokens together may ask of a resource now, a window that is over being full; empty where none was read. */
    public OptionalLong left(Resource resource) {
        lock.lock();
        try {
            Instant now = clock.instant();
            long[] known = (anonymous() ? Stream.of(anonymous) : accounts.stream())
                    .filter(account -> account.mayAsk(resource))
                    .flatMapToLong(account -> account.of(resource).known(now).stream())
                    .toArray();
            return known.length == 0
                    ? OptionalLong.empty()
                    : OptionalLong.of(Arrays.stream(known).sum());
        } finally {
            lock.unlock();
        }
    }

    /** What each token was used for, and what is left; without a token, where that was asked, too. */
    public List<TokenUse> uses() {
        lock.lock();
        try {
            Instant now = clock.instant();
            List<TokenUse> uses = new ArrayList<>();
            accounts.forEach(account -> uses.add(TokenUse.of(account, now)));
            TokenUse without = TokenUse.of(anonymous, now);
            if (!without.requests().isEmpty()) {
                uses.add(without);
            }
            return uses;
        } finally {
            lock.unlock();
        }
    }
}
