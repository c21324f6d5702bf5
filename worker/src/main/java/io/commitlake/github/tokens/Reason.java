package io.commitlake.github.tokens;

/** Why a token rests. */
enum Reason {
    /** The window has nothing left. */
    SPENT("spent"),
    /** It met a secondary limit, or has asked as much in the last minute as it may. */
    LIMITED("that may ask no more for now"),
    /** GitHub fails to give the token of an App's installation. */
    NOT_GIVEN("that GitHub fails to give");

    private final String words;

    Reason(String words) {
        this.words = words;
    }

    /** Of several tokens, those that are so. */
    String words() {
        return words;
    }
}
