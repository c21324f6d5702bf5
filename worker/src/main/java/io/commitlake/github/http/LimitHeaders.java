package io.commitlake.github.http;

import io.commitlake.github.tokens.Budget;
import io.commitlake.github.tokens.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/** What an answer's headers say of limits. The server's clock may differ from ours: its times are told by ours. */
final class LimitHeaders {
    private final Exchange exchange;
    private final Instant now;

    LimitHeaders(Exchange exchange, Instant now) {
        this.exchange = exchange;
        this.now = now;
    }

    /** The budget, and whose it is; empty where the answer says none. */
    Optional<Budget> budget() {
        OptionalLong limit = number("x-ratelimit-limit");
        OptionalLong remaining = remaining();
        OptionalLong reset = number("x-ratelimit-reset");
        if (limit.isEmpty() || remaining.isEmpty() || reset.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Budget(
                Math.toIntExact(limit.getAsLong()),
                Math.toIntExact(remaining.getAsLong()),
                ours(Instant.ofEpochSecond(reset.getAsLong()))));
    }

    /** The budgets that the body of {@code GET /rate_limit} holds, of the resources that are asked here. */
    Map<Resource, Budget> listed(JsonNode body) {
        Map<Resource, Budget> budgets = new EnumMap<>(Resource.class);
        for (Resource resource : Resource.values()) {
            JsonNode budget = body.path("resources").path(resource.word());
            if (budget.path("reset").isNumber()) {
                budgets.put(
                        resource,
                        new Budget(
                                budget.path("limit").asInt(),
                                budget.path("remaining").asInt(),
                                ours(Instant.ofEpochSecond(budget.path("reset").asLong()))));
            }
        }
        return budgets;
    }

    /** GitHub's older answers don't name the resource: then it is the one that was asked; empty for others'. */
    Optional<Resource> resource(Resource asked) {
        Optional<String> named = exchange.header("x-ratelimit-resource");
        return named.isEmpty() ? Optional.of(asked) : Resource.of(named.get());
    }

    OptionalLong remaining() {
        return number("x-ratelimit-remaining");
    }

    /** {@code retry-after}, as seconds or as a date. */
    Optional<Instant> retryAfter() {
        OptionalLong seconds = number("retry-after");
        return seconds.isPresent()
                ? Optional.of(now.plusSeconds(seconds.getAsLong()))
                : exchange.date("retry-after").map(this::ours);
    }

    private Instant ours(Instant theirs) {
        return exchange.date("date")
                .map(date -> now.plus(Duration.between(date, theirs)))
                .orElse(theirs);
    }

    private OptionalLong number(String header) {
        return exchange.header(header)
                .filter(text -> text.matches("\\d{1,10}"))
                .map(text -> OptionalLong.of(Long.parseLong(text)))
                .orElse(OptionalLong.empty());
    }
}
