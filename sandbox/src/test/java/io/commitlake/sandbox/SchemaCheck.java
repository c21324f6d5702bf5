package io.commitlake.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.web.Answer;
import io.commitlake.sandbox.web.RestObserver;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Checks every REST answer against GitHub's own schema; closing the sandbox fails if one doesn't fit. GraphQL answers
 * need no such check, because the engine that makes them is built from GitHub's own schema.
 */
public final class SchemaCheck implements RestObserver {
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    @Override
    public void onAnswer(String method, String path, Answer answer, boolean injected) {
        String type = answer.headers().getOrDefault("Content-Type", "");
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        String prefix = method + " " + path + " answers " + answer.status() + ": ";
        if (answer.status() >= 500 && !injected) {
            faults.add(prefix + "without an injected fault: " + body);
        }
        try {
            Schema.faults(method, path, answer.status(), type, body).forEach(fault -> faults.add(prefix + fault));
        } catch (RuntimeException unreadable) {
            faults.add(prefix + unreadable);
        }
    }

    @Override
    public void onClose() {
        assertThat(faults)
                .as("REST answers of the sandbox that don't fit GitHub's schema")
                .isEmpty();
    }
}
