package io.commitlake.github.http;

import io.commitlake.github.tokens.Budget;
import io.commitlake.github.tokens.Resource;
import io.commitlake.model.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/** Reads rate limits from a response's headers, and converts the server's times to this machine's clock. */
final class LimitHeaders {
    /** The last time of ten digits, as in the headers. */
    private static final long LAST_RESET = 9_999_999_999L;

    private final Exchange exchange;
    private final Instant now;

    LimitHeaders(Exchange exchange, Instant now) {
        this.exchange = exchange;
        this.now = now;
    }

    /** The reported budget; empty if the response reports none. */
    Optional<Budget> budget() {
        OptionalLong limit = number("x-ratelimit-limit");
        OptionalLong remaining = remaining();
        OptionalLong reset = number("x-ratelimit-reset");
        if (limit.isEmpty() || remaining.isEmpty() || reset.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Budget(
                Math.clamp(limit.getAsLong(), 0, Integer.MAX_VALUE),
                Math.clamp(remaining.getAsLong(), 0, Integer.MAX_VALUE),
                local(Instant.ofEpochSecond(reset.getAsLong()))));
    }

    /**
     * The budgets in the body of {@code GET /rate_limit}, for the resources that the worker uses.
     *
     * @throws IllegalArgumentException if a budget is malformed
     */
    Map<Resource, Budget> budgets(JsonNode body) {
        Map<Resource, Budget> budgets = new EnumMap<>(Resource.class);
        for (Resource resource : Resource.values()) {
            JsonNode budget = body.path("resources").path(resource.apiName());
            if (budget.has("reset")) {
                budgets.put(
                        resource,
                        new Budget(
                                count(budget, "limit"),
                                count(budget, "remaining"),
                                local(Instant.ofEpochSecond(count(budget, "reset", LAST_RESET)))));
            }
        }
        return budgets;
    }

    /**
     * The resource whose budget the response reports; the requested one if the response names none, as older servers
     * don't. Empty for a resource that the worker doesn't use.
     */
    Optional<Resource> resource(Resource requested) {
        Optional<String> named = exchange.header("x-ratelimit-resource");
        return named.isEmpty() ? Optional.of(requested) : Resource.named(named.get());
    }

    OptionalLong remaining() {
        return number("x-ratelimit-remaining");
    }

    /** The time in {@code retry-after}, which GitHub gives in seconds or as a date. */
    Optional<Instant> retryAfter() {
        OptionalLong seconds = number("retry-after");
        return seconds.isPresent()
                ? Optional.of(now.plusSeconds(seconds.getAsLong()))
                : exchange.date("retry-after").map(this::local);
    }

    private static int count(JsonNode budget, String field) {
        return Math.toIntExact(count(budget, field, Integer.MAX_VALUE));
    }

    private static long count(JsonNode budget, String field, long most) {
        long count = Json.integer(budget, field);
        if (count < 0 || count > most) {
            throw new IllegalArgumentException("its " + field + " is " + count + " and should be from 0 to " + most);
        }
        return count;
    }

    private Instant local(Instant remote) {
        return exchange.date("date")
                .map(date -> now.plus(Duration.between(date, remote)))
                .orElse(remote);
    }

    private OptionalLong number(String header) {
        return exchange.header(header)
                .filter(text -> text.matches("\\d{1,10}"))
                .map(text -> OptionalLong.of(Long.parseLong(text)))
                .orElse(OptionalLong.empty());
    }
}
