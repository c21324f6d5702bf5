package io.commitlake.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.web.Answer;
import io.commitlake.sandbox.web.RestObserver;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Holds every REST answer against GitHub's own description; where one doesn't fit, closing the sandbox fails. GraphQL's
 * need no such check: the engine that makes them is built of GitHub's own schema.
 */
public final class SchemaCheck implements RestObserver {
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    @Override
    public void onAnswer(String method, String path, Answer answer, boolean injected) {
        String type = answer.headers().getOrDefault("Content-Type", "");
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        String words = method + " " + path + " answers " + answer.status() + ": ";
        if (answer.status() >= 500 && !injected) {
            faults.add(words + "and nobody ordered that: " + body);
        }
        try {
            Schema.faults(method, path, answer.status(), type, body).forEach(fault -> faults.add(words + fault));
        } catch (RuntimeException unreadable) {
            faults.add(words + unreadable);
        }
    }

    @Override
    public void onClose() {
        assertThat(faults)
                .as("what GitHub's description has against the sandbox's REST answers")
                .isEmpty();
    }
}
