package io.commitlake.sandbox.web;

/**
 * Observes every answer of the REST API just before it is sent, so that a test can check it against GitHub's schema. It
 * sees the whole answer even if a fault then truncates it. Called by many threads.
 */
public interface RestObserver {
    /** An observer that ignores all answers. */
    RestObserver NONE = new RestObserver() {
        @Override
        public void onAnswer(String method, String path, Answer answer, boolean injected) {}

        @Override
        public void onClose() {}
    };

    /**
     * Receives an answer.
     *
     * @param path the path below the API's address, as sent
     * @param injected whether a fault put this answer in place of the real one
     */
    void onAnswer(String method, String path, Answer answer, boolean injected);

    /** Called once, after the last answer. Closing the sandbox rethrows the exception of this method. */
    void onClose();
}
