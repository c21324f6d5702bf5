package io.commitlake.history.api;

/** Reports that GitHub's API may not say what Git would, so that Git must supply the history. The message says why. */
public final class UncertainAnswerException extends RuntimeException {
    public UncertainAnswerException(String why) {
        super(why, null, false, false);
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
