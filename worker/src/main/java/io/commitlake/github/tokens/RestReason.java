package io.commitlake.github.tokens;

/** The reason why a token rests. */
enum RestReason {
    /** The token has used up its budget for the current window. */
    SPENT("used up"),
    /** The token met a secondary limit, or started as many requests in the last minute as it may. */
    LIMITED("paused for now"),
    /** GitHub failed to issue the token of an App installation. */
    NOT_ISSUED("not issued by GitHub");

    private final String phrase;

    RestReason(String phrase) {
        this.phrase = phrase;
    }

    /** The reason as it follows a number of tokens in a message, as in "2 used up". */
    String phrase() {
        return phrase;
    }
}
