package io.commitlake.github.http;

import io.commitlake.github.tokens.Resource;
import io.commitlake.github.tokens.TokenLease;
import io.commitlake.github.tokens.TokenPool;
import io.commitlake.model.CommitlakeException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Fetches each token's budgets by {@code GET /rate_limit}, which costs no requests. */
public final class RateLimits {
    private static final DateTimeFormatter EXPIRY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss Z", Locale.ROOT);

    private final Http http;
    private final ApiRequest request;

    public RateLimits(Http http, URI address) {
        this.http = http;
        this.request = ApiRequest.get(address, Resource.CORE, Optional.empty());
    }

    /**
     * Fetches the budgets of each free token, once, so that {@link TokenPool#uses} includes them.
     *
     * @return an answer for each token that was free
     */
    public List<TokenAnswer> refresh() {
        TokenPool tokens = http.tokens();
        List<TokenAnswer> answers = new ArrayList<>();
        for (int number = tokens.isAnonymous() ? 0 : 1; number <= tokens.size(); number++) {
            try {
                tokens.leaseIfFree(number).ifPresent(lease -> answers.add(refresh(lease)));
            } catch (CommitlakeException failed) {
                answers.add(TokenAnswer.failed(number, String.valueOf(failed.getMessage())));
            }
        }
        return answers;
    }

    private TokenAnswer refresh(TokenLease lease) {
        ApiResponse response = http.sendOnce(request, lease);
        if (!(response.verdict() instanceof Verdict.Ok(JsonNode body))) {
            return TokenAnswer.failed(lease.number(), response.verdict().message());
        }
        Exchange exchange = response.exchange();
        Instant now = http.tokens().clock().instant();
        try {
            new LimitHeaders(exchange, now).budgets(body).forEach(lease::report);
        } catch (IllegalArgumentException malformed) {
            return TokenAnswer.failed(
                    lease.number(), exchange.summary() + ", which can't be read: " + malformed.getMessage());
        }
        return new TokenAnswer(
                lease.number(),
                Optional.empty(),
                TokenRights.scopes(exchange),
                exchange.header("github-authentication-token-expiration").flatMap(RateLimits::expiry),
                exchange.date("date").map(date -> Duration.between(date, now.truncatedTo(ChronoUnit.SECONDS))));
    }

    /** Reads a time such as {@code 2026-12-31 23:59:59 UTC} or {@code 2026-12-31 23:59:59 +0100}. */
    private static Optional<Instant> expiry(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text.replaceFirst(" UTC$", " +0000"), EXPIRY)
                    .toInstant());
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }
}
