package io.commitlake.history;

/** Reports that a history couldn't fetch something while it was read; the outcome is one that a fetch may have. */
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
