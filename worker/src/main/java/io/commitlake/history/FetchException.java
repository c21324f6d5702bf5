package io.commitlake.history;

/** Reports that a history couldn't fetch more objects while it was read, with the outcome of that fetch. */
public final class FetchException extends RuntimeException {
    private final transient FetchOutcome outcome;

    /**
     * An exception for an outcome.
     *
     * @param outcome any but {@link FetchOutcome.Here}
     */
    public FetchException(FetchOutcome outcome) {
        super(outcome.toString());
        this.outcome = outcome;
    }

    public FetchOutcome outcome() {
        return outcome;
    }
}
