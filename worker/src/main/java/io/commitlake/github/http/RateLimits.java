package io.commitlake.github.http;

import io.commitlake.github.tokens.Lease;
import io.commitlake.github.tokens.Resource;
import io.commitlake.github.tokens.Tokens;
import io.commitlake.model.CommitlakeException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What each token has left, as {@code GET /rate_limit} says it, which costs nothing. */
public final class RateLimits {
    private final Http http;
    private final Question question;

    public RateLimits(Http http, URI address) {
        this.http = http;
        this.question = Question.get(address, Resource.CORE, Optional.empty());
    }

    /**
     * Asks once for each token, so that {@link Tokens#uses} knows.
     *
     * @return what kept GitHub from saying, in words
     */
    public List<String> ask() {
        Tokens tokens = http.tokens();
        List<String> failures = new ArrayList<>();
        for (int number = tokens.anonymous() ? 0 : 1; number <= tokens.given(); number++) {
            try {
                Optional<Lease> turn = tokens.leaseOf(number);
                if (turn.isPresent()) {
                    ask(turn.get()).ifPresent(failures::add);
                }
            } catch (CommitlakeException failed) {
                failures.add(String.valueOf(failed.getMessage()));
            }
        }
        return failures;
    }

    private Optional<String> ask(Lease turn) {
        Answer answer = http.once(question, turn);
        if (!(answer.verdict() instanceof Verdict.Ok(JsonNode body))) {
            return Optional.of(answer.verdict().said());
        }
        new LimitHeaders(answer.exchange(), http.tokens().clock().instant())
                .listed(body)
                .forEach(turn::read);
        return Optional.empty();
    }
}
