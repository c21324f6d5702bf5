package io.commitlake.history.api;

/** GitHub's API doesn't say, or can't be shown to say, what git would: git is to be asked. The message says why. */
public final class UncertainAnswerException extends RuntimeException {
    public UncertainAnswerException(String why) {
        super(why, null, false, false);
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
