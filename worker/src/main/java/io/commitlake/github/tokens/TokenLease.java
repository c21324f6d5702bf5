package io.commitlake.github.tokens;

import io.commitlake.model.secret.Secret;
import java.time.Instant;
import java.util.Optional;

/**
 * The use of a token for one request, from its start to its response. Report what the response says about the token
 * before closing the lease.
 */
public final class TokenLease implements AutoCloseable {
    private final TokenPool tokens;
    private final TokenState state;
    private final Resource resource;
    private final Optional<Secret> secret;
    private final Instant begun;
    private boolean budgetReported;
    private boolean closed;

    TokenLease(TokenPool tokens, TokenState state, Resource resource, Optional<Secret> secret, Instant begun) {
        this.tokens = tokens;
        this.state = state;
        this.resource = resource;
        this.secret = secret;
        this.begun = begun;
    }

    /** The token's number in the settings, the only thing that may be logged about it; 0 for anonymous access. */
    public int number() {
        return state.number();
    }

    /** The token to send; empty for an anonymous request. */
    public Optional<Secret> secret() {
        return secret;
    }

    /** Reports the budget that the response gives for a resource, which may differ from the requested one. */
    public void report(Resource reported, Budget budget) {
        tokens.change(now -> state.allowance(reported).report(budget, now));
        budgetReported |= reported == resource;
    }

    /** Reports a response that met no limit. */
    public void succeeded() {
        tokens.change(now -> state.succeeded(begun));
    }

    /**
     * Reports a secondary limit: this token rests, the others don't.
     *
     * @param until the end of the rest; empty if the response gives none: then a minute, doubling
     */
    public void limited(Optional<Instant> until) {
        tokens.limited(state, until, begun);
    }

    /** Reports that GitHub doesn't accept the token. */
    public void refused() {
        tokens.refused(state, secret);
    }

    /**
     * Reports that GitHub forbids this token to read a repository; the pool stops using it for that repository.
     *
     * @param words GitHub's words
     */
    public void forbidden(String repository, String words) {
        tokens.forbid(number(), repository, words);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            tokens.change(now -> state.allowance(resource).end(budgetReported, now));
        }
    }
}
