package io.commitlake.sandbox.graphql;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.hub.Budgets;
import io.commitlake.sandbox.hub.HostedRepositories;
import io.commitlake.sandbox.hub.Tokens;
import io.commitlake.sandbox.web.Answer;
import io.commitlake.sandbox.web.Api;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** GitHub's GraphQL API: one query per POST. */
public final class GraphQlApi implements Api {
    private static final String DOCUMENTATION = "https://docs.github.com/graphql";
    private final HostedRepositories repositories;
    private final Tokens tokens;
    private final Budgets budgets;
    private final CompletableFuture<GraphQL> engine;

    /** Starts to build the schema; the first query waits for it. */
    public GraphQlApi(HostedRepositories repositories, Tokens tokens, Budgets budgets) {
        this.repositories = repositories;
        this.tokens = tokens;
        this.budgets = budgets;
        this.engine = GraphQlEngine.get();
    }

    /** Waits until the schema is built. */
    public void awaitSchema() {
        engine.join();
    }

    @Override
    public boolean takesAnonymous() {
        return false;
    }

    @Override
    public Budgets.Resource resource(String path) {
        return Budgets.Resource.GRAPHQL;
    }

    @Override
    public String acceptedScopes(String path) {
        return "repo";
    }

    @Override
    public Optional<String> acceptedPermissions(String path) {
        return Optional.empty();
    }

    @Override
    public boolean isFree(String path) {
        return false;
    }

    @Override
    public Answer answer(Request request) {
        if (!request.path().isEmpty() || !request.method().equals("POST")) {
            return Answer.error(404, "Not Found", DOCUMENTATION);
        }
        JsonNode body;
        try {
            body = JsonMapper.shared().readTree(request.body());
        } catch (JacksonException e) {
            return Answer.error(400, "Problems parsing JSON", DOCUMENTATION);
        }
        String query = body.path("query").asString("");
        if (query.isBlank()) {
            return Answer.json(400, Map.of("errors", "A query attribute must be specified and must be a string."));
        }
        Budgets.Budget budget = budgets.peek(request.caller(), Budgets.Resource.GRAPHQL);
        try (QueryContext context = new QueryContext(repositories, tokens, request.caller(), budget)) {
            ExecutionResult result = engine.join().execute(input(query, body, context));
            Map<String, Object> shaped = ResultJson.of(result);
            return Answer.json(
                    200,
                    request.fault().orElse(null) instanceof Fault.Partial partial
                            ? PartialData.of(shaped, partial)
                            : shaped);
        }
    }

    private static ExecutionInput input(String query, JsonNode body, QueryContext context) {
        Map<String, Object> variables = body.path("variables").isObject()
                ? JsonMapper.shared().convertValue(body.path("variables"), new TypeReference<>() {})
                : Map.of();
        ExecutionInput.Builder input = ExecutionInput.newExecutionInput(query)
                .variables(variables)
                .graphQLContext(builder -> builder.of(QueryContext.class, context));
        if (body.path("operationName").isString()) {
            input.operationName(body.path("operationName").asString());
        }
        return input.build();
    }
}
