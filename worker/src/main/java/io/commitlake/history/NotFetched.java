package io.commitlake.history;

/** What a history still had to fetch while it was read couldn't be had: the same outcomes as of a fetch. */
public final class NotFetched extends RuntimeException {
    private final transient Fetched outcome;

    /** An outcome other than {@link Fetched.Here}. */
    public NotFetched(Fetched outcome) {
        super(outcome.toString());
        this.outcome = outcome;
    }

    public Fetched outcome() {
        return outcome;
    }
}
