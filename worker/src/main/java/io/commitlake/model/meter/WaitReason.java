package io.commitlake.model.meter;

/** A reason why work waits. */
public enum WaitReason {
    /** As many repositories as may fetch and write at once do so. */
    TURN("turn"),
    /** Other repositories have the memory. */
    MEMORY("memory"),
    /** Each token has as many requests under way as it may. */
    TOKEN_BUSY("token-busy"),
    /** The tokens' budgets are used up. */
    TOKEN_SPENT("token-spent"),
    /** The tokens rest after a secondary limit, or before one. */
    TOKEN_LIMITED("token-limited"),
    /** GitHub fails to issue the tokens of an App. */
    TOKEN_NOT_ISSUED("token-not-issued"),
    /** A request to GitHub failed and is sent again later. */
    API_RETRY("github-retry"),
    /** A request to the store failed and is sent again later. */
    STORE_RETRY("store-retry");

    private final String label;

    WaitReason(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
