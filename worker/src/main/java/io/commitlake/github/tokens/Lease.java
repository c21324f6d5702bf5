package io.commitlake.github.tokens;

import io.commitlake.model.Secret;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** One request's turn, from its begin to its answer. The answer's meaning for the token is told before it is closed. */
public final class Lease implements AutoCloseable {
    private final Tokens tokens;
    private final Account account;
    private final Resource resource;
    private final Optional<Secret> secret;
    private final Instant begun;
    private boolean read;
    private boolean closed;

    Lease(Tokens tokens, Account account, Resource resource, Optional<Secret> secret, Instant begun) {
        this.tokens = tokens;
        this.account = account;
        this.resource = resource;
        this.secret = secret;
        this.begun = begun;
    }

    /** The token's number among the settings, which is all that is ever said of it; 0 without a token. */
    public int number() {
        return account.number();
    }

    /** What to send; empty to ask without a token. */
    public Optional<Secret> secret() {
        return secret;
    }

    /** The answer said what is left of a resource, which need not be the one that was asked for. */
    public void read(Resource of, Budget budget) {
        tokens.change(now -> account.of(of).read(budget, now));
        read |= of == resource;
    }

    /** The answer was one. */
    public void good() {
        tokens.change(now -> account.good(begun));
    }

    /**
     * The answer was a limit that isn't the budget's: this token rests, this one alone.
     *
     * @param until empty where the answer doesn't say: a minute, doubling
     */
    public void limited(Optional<Instant> until) {
        tokens.limited(account, until, begun);
    }

    /** GitHub doesn't know the token. */
    public void refused() {
        tokens.refused(account, secret);
    }

    /** This token may not see this repository, and isn't used for it again. */
    public void forbidden(String repository) {
        tokens.blind(Set.of(number()), repository);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            tokens.change(now -> account.of(resource).end(read, now));
        }
    }
}
