package io.commitlake.history;

/** What a history still had to fetch while it was read couldn't be had: the same outcomes as of a fetch. */
public final class FetchException extends RuntimeException {
    private final transient FetchOutcome outcome;

    /** An outcome other than {@link FetchOutcome.Here}. */
    public FetchException(FetchOutcome outcome) {
        super(outcome.toString());
        this.outcome = outcome;
    }

    public FetchOutcome outcome() {
        return outcome;
    }
}
