package io.commitlake.sandbox.rest;

import io.commitlake.sandbox.hub.Budgets;
import io.commitlake.sandbox.hub.Tokens;
import io.commitlake.sandbox.web.Answer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Serves {@code GET /rate_limit}, which is free. */
final class RateLimits {
    private final Budgets budgets;

    RateLimits(Budgets budgets) {
        this.budgets = budgets;
    }

    Answer answer(Tokens.Caller caller) {
        Map<String, Object> resources = new LinkedHashMap<>();
        for (Budgets.Resource resource : Budgets.Resource.values()) {
            resources.put(resource.apiName(), body(budgets.peek(caller, resource)));
        }
        return Answer.json(
                200, Map.of("resources", resources, "rate", body(budgets.peek(caller, Budgets.Resource.CORE))));
    }

    private static Map<String, Object> body(Budgets.Budget budget) {
        return Map.of(
                "limit", budget.limit(),
                "used", budget.used(),
                "remaining", budget.remaining(),
                "reset", budget.reset().getEpochSecond(),
                "resource", budget.resource().apiName());
    }
}
