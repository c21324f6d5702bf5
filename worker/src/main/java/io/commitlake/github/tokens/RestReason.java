package io.commitlake.github.tokens;

import io.commitlake.model.meter.WaitReason;

/** The reason why a token rests: first the one that usually lasts longest. */
enum RestReason {
    /** The token has used up its budget for the current window. */
    SPENT("used up", WaitReason.TOKEN_SPENT),
    /** The token met a secondary limit, or started as many requests in the last minute as it may. */
    LIMITED("paused for now", WaitReason.TOKEN_LIMITED),
    /** GitHub failed to issue the token of an App installation. */
    NOT_ISSUED("not issued by GitHub", WaitReason.TOKEN_NOT_ISSUED);

    private final String phrase;
    private final WaitReason waitReason;

    RestReason(String phrase, WaitReason waitReason) {
        this.phrase = phrase;
        this.waitReason = waitReason;
    }

    /** The reason as it follows a number of tokens in a message, as in "2 used up". */
    String phrase() {
        return phrase;
    }

    /** The reason why a request waits for the end of the rest. */
    WaitReason waitReason() {
        return waitReason;
    }
}
