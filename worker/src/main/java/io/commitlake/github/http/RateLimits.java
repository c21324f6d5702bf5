package io.commitlake.github.http;

import io.commitlake.github.tokens.Resource;
import io.commitlake.github.tokens.TokenLease;
import io.commitlake.github.tokens.TokenPool;
import io.commitlake.model.CommitlakeException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Fetches each token's budgets by {@code GET /rate_limit}, which costs no requests. */
public final class RateLimits {
    private final Http http;
    private final ApiRequest request;

    public RateLimits(Http http, URI address) {
        this.http = http;
        this.request = ApiRequest.get(address, Resource.CORE, Optional.empty());
    }

    /**
     * Fetches the budgets of each free token, once, so that {@link TokenPool#uses} includes them.
     *
     * @return a message for each token whose budgets couldn't be fetched
     */
    public List<String> refresh() {
        TokenPool tokens = http.tokens();
        List<String> failures = new ArrayList<>();
        for (int number = tokens.isAnonymous() ? 0 : 1; number <= tokens.size(); number++) {
            try {
                Optional<TokenLease> lease = tokens.leaseIfFree(number);
                if (lease.isPresent()) {
                    refresh(lease.get()).ifPresent(failures::add);
                }
            } catch (CommitlakeException failed) {
                failures.add(String.valueOf(failed.getMessage()));
            }
        }
        return failures;
    }

    private Optional<String> refresh(TokenLease lease) {
        ApiResponse response = http.sendOnce(request, lease);
        if (!(response.verdict() instanceof Verdict.Ok(JsonNode body))) {
            return Optional.of(response.verdict().message());
        }
        try {
            new LimitHeaders(response.exchange(), http.tokens().clock().instant())
                    .budgets(body)
                    .forEach(lease::report);
            return Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.of(response.exchange().summary() + ", which can't be read: " + malformed.getMessage());
        }
    }
}
