package io.commitlake.sandbox.web;

/**
 * Sees every answer of the REST API as the sandbox means it, just before it is sent: a test may hold it against what GitHub says
 * of it. What was ordered to be cut it sees whole. Many threads tell it.
 */
public interface RestObserver {
    /** Sees nothing. */
    RestObserver NONE = new RestObserver() {
        @Override
        public void onAnswer(String method, String path, Answer answer, boolean injected) {}

        @Override
        public void onClose() {}
    };

    /**
     * An answer.
     *
     * @param path without the address of the API, as it was sent
     * @param ordered in place of the usual one
     */
    void onAnswer(String method, String path, Answer answer, boolean injected);

    /** There will be no more of them. What this throws, the closing of the sandbox does. */
    void onClose();
}
