package io.commitlake.github;

import io.commitlake.model.CommitlakeException;
import java.nio.charset.StandardCharsets;

/**
 * A request and its answer.
 *
 * @param verb of the request, {@code POST}
 * @param address of the request
 * @param status of the answer
 * @param body of the answer
 */
record Exchange(String verb, String address, int status, byte[] body) {
    private static final int SHOWN = 500;

    boolean ok() {
        return status >= 200 && status < 300;
    }

    /** Verb, address, status and the start of the body, for a message. */
    String words() {
        String text = new String(body, StandardCharsets.UTF_8).strip().replaceAll("\\s+", " ");
        return verb + " " + address + " answers " + status
                + (text.isEmpty() ? "" : ": " + (text.length() > SHOWN ? text.substring(0, SHOWN) + " …" : text));
    }

    CommitlakeException failure() {
        return CommitlakeException.github(words());
    }
}
