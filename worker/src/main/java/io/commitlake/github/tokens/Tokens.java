package io.commitlake.github.tokens;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
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

    private final Accounts accounts;
    private final Clock clock;
    private final Waiting waiting;
    private final Turns turns;

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
        this.accounts = new Accounts(credentials);
        this.clock = clock;
        this.waiting = waiting;
        this.turns = new Turns(accounts, clock, waiting, maxWait);
    }

    /** Whether no token was given. */
    public boolean anonymous() {
        return accounts.given().isEmpty();
    }

    /** Tokens that were given, numbered from 1. */
    public int given() {
        return accounts.given().size();
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
            Optional<Account> account = turns.next(resource, repository, avoided, since);
            if (account.isEmpty()) {
                return Optional.empty();
            }
            switch (wanted(account.get(), resource)) {
                case Wanted.Begun(Lease lease) -> {
                    return Optional.of(lease);
                }
                case Wanted.Later(String words) -> {
                    if (++failures >= MOST_FAILURES && !turns.mayAsk(resource, repository, avoided)) {
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
        } catch (RuntimeException | Error bug) {
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
                turns.leave(account, words);
                yield new Wanted.Never();
            }
        };
    }

    private Wanted begun(Account account, Resource resource, Optional<Secret> secret, Instant begun) {
        change(now -> account.works());
        return new Wanted.Begun(new Lease(this, account, resource, secret, begun));
    }

    /**
     * A turn of one token alone, or none where it isn't free at once: for what costs nothing.
     *
     * @throws CommitlakeException of kind GITHUB where GitHub fails to give it
     */
    public Optional<Lease> leaseOf(int number) {
        Account account = accounts.of(number);
        if (!turns.atOnce(account, Resource.CORE)) {
            return Optional.empty();
        }
        return switch (wanted(account, Resource.CORE)) {
            case Wanted.Begun(Lease lease) -> Optional.of(lease);
            case Wanted.Later(String words) -> throw CommitlakeException.github(words);
            case Wanted.Never never -> Optional.empty();
        };
    }

    /** Lets a time pass before a server that failed is asked again. */
    public void pause(Duration time) throws InterruptedException {
        waiting.pause(time);
    }

    void change(Consumer<Instant> change) {
        turns.change(change);
    }

    void limited(Account account, Optional<Instant> until, Instant begun) {
        change(now -> {
            Instant rests = account.limited(until, begun, now);
            LOG.info("token {} met a limit and rests until {}", account.number(), rests);
        });
    }

    void refused(Account account, Optional<Secret> sent) {
        if (account.credential().isPresent() && !account.credential().get().refused(sent)) {
            turns.leave(account, "GitHub refuses it");
        }
    }

    /** Tokens, by number, that may not see a repository which another one sees: they aren't used for it again. */
    public void blind(Set<Integer> tokens, String repository) {
        turns.forbid(tokens, repository);
        tokens.forEach(token -> LOG.info("token {} may not see {}: it isn't used for it again", token, repository));
    }

    /**
     * How long requests about a repository have waited for their turn, until now; several at once count once. None of
     * that time says that the repository takes long.
     */
    public Duration waited(String repository) {
        return turns.waited(repository);
    }

    /** What all tokens together may ask of a resource now, a window that is over being full; empty where none was read. */
    public OptionalLong left(Resource resource) {
        return turns.know(now -> accounts.left(resource, now));
    }

    /** What each token was used for, and what is left; without a token, where that was asked, too. */
    public List<TokenUse> uses() {
        return turns.know(accounts::uses);
    }
}
