package io.commitlake.github.tokens;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pool: gives each request its token, waits where all are spent and says until when, and knows which are good. Any
 * thread may call it. Of a token nothing but its number is ever said.
 */
public final class Tokens {
    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);
    private static final String MORE = "set GITHUB_TOKENS, GITHUB_TOKENS_FILE or GITHUB_APP_ID";

    private final List<Account> accounts = new ArrayList<>();
    private final Account anonymous = new Account(0, Optional.empty());
    private final Schedule schedule;
    private final Clock clock;
    private final Duration maxWait;
    private final Waiting waiting;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Resource> givenUp = EnumSet.noneOf(Resource.class);
    private Instant saidUntil = Instant.MIN;
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

    Tokens(List<? extends Credential> credentials, Clock clock, Duration maxWait, Waiting waiting) {
        for (Credential credential : credentials) {
            accounts.add(new Account(accounts.size() + 1, Optional.of(credential)));
        }
        this.schedule = new Schedule(accounts, anonymous);
        this.clock = clock;
        this.maxWait = maxWait;
        this.waiting = waiting;
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
     *     the wait would be too long
     */
    public Optional<Lease> lease(Resource resource, Optional<String> repository, Set<Integer> avoided, Instant since) {
        while (true) {
            Optional<Account> account = turn(resource, repository, avoided, since);
            if (account.isEmpty()) {
                return Optional.empty();
            }
            Optional<Lease> lease = begun(account.get(), resource);
            if (lease.isPresent()) {
                return lease;
            }
        }
    }

    /** Empty where the token can't be had, and is left out for that. */
    private Optional<Lease> begun(Account account, Resource resource) {
        Instant begun = clock.instant();
        try {
            return Optional.of(
                    new Lease(this, account, resource, account.credential().map(Credential::token), begun));
        } catch (CommitlakeException failed) {
            change(now -> account.of(resource).end(false, now));
            if (failed.kind() != CommitlakeException.Kind.SETTINGS) {
                throw failed;
            }
            leave(account, String.valueOf(failed.getMessage()));
            return Optional.empty();
        }
    }

    /** A turn of one token alone, or none where it isn't free at once: for what costs nothing. */
    public Optional<Lease> leaseOf(int number) {
        Account account = number == 0 ? anonymous : accounts.get(number - 1);
        Instant now = clock.instant();
        lock.lock();
        try {
            if (account.hasLeft() || account.freeAt(Resource.CORE, now).isAfter(now)) {
                return Optional.empty();
            }
            account.of(Resource.CORE).begin(now);
        } finally {
            lock.unlock();
        }
        return begun(account, Resource.CORE);
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
                    case Turn.Busy() -> waiting.await(changed, now, Optional.empty());
                    case Turn.Rest(Instant until) -> {
                        rest(resource, until, since, avoided.isEmpty());
                        waiting.await(changed, now, Optional.of(until));
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

    /**
     * Says until when there is a wait, once; gives up where it is too long, and then at once for who comes after.
     *
     * @param whole whether every token may have the turn
     */
    private void rest(Resource resource, Instant until, Instant since, boolean whole) {
        boolean tooLong = until.isAfter(since.plus(maxWait));
        if (tooLong || (whole && givenUp.contains(resource))) {
            if (whole) {
                givenUp.add(resource);
            }
            throw CommitlakeException.spent("GitHub's limits leave nothing to ask of " + resource.word() + " before "
                    + until.truncatedTo(ChronoUnit.SECONDS) + ", which is longer than COMMITLAKE_MAX_WAIT (" + maxWait
                    + ") allows: wait longer, or " + MORE + (anonymous() ? "" : " with more tokens"));
        }
        if (until.isAfter(saidUntil)) {
            saidUntil = until;
            LOG.warn(
                    "{} for GitHub's {}: waiting until {}{}",
                    anonymous()
                            ? "Nothing is left"
                            : accounts.size() == 1 ? "The token is spent" : "All tokens are spent",
                    resource.word(),
                    until.truncatedTo(ChronoUnit.SECONDS),
                    anonymous() ? "; with a token there is more: " + MORE : "");
        }
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
                    MORE);
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

    void forbidden(Account account, String repository) {
        change(now -> schedule.forbid(account.number(), repository));
        LOG.info("token {} may not see {}: it isn't used for it again", account.number(), repository);
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

    /** What each token was used for, and what is left; without a token, where that was asked, too. */
    public List<TokenUse> uses() {
        lock.lock();
        try {
            List<TokenUse> uses = new ArrayList<>();
            for (Account account : accounts) {
                uses.add(use(account));
            }
            TokenUse without = use(anonymous);
            if (!without.requests().isEmpty()) {
                uses.add(without);
            }
            return uses;
        } finally {
            lock.unlock();
        }
    }

    private static TokenUse use(Account account) {
        Map<String, Long> requests = new TreeMap<>();
        Map<String, TokenUse.Left> left = new TreeMap<>();
        for (Resource resource : Resource.values()) {
            Allowance allowance = account.of(resource);
            if (allowance.begun() > 0) {
                requests.put(resource.word(), allowance.begun());
            }
            allowance
                    .lastRead()
                    .ifPresent(read ->
                            left.put(resource.word(), new TokenUse.Left(read.remaining(), read.limit(), read.reset())));
        }
        return new TokenUse(account.number(), requests, left, account.hasLeft());
    }
}
