package io.commitlake.sandbox.graphql;

import graphql.GraphQLError;
import graphql.execution.DataFetcherResult;
import graphql.schema.DataFetchingEnvironment;
import io.commitlake.sandbox.hub.Hosted;
import io.commitlake.sandbox.hub.Hub;
import io.commitlake.sandbox.hub.Standing;
import io.commitlake.sandbox.web.Refusals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where queries begin. */
final class QueryFields {
    private static final int MAX_NODES = 100;

    private QueryFields() {}

    static void in(Fields fields) {
        fields.query("repository", QueryFields::repository);
        fields.query("node", asked -> node(asked, asked.getArgumentOrDefault("id", "")));
        fields.query("nodes", QueryFields::nodes);
        fields.query("rateLimit", asked -> new Views.Rate(Fields.scope(asked).budget()));
        fields.query("viewer", asked -> new Views.User(1, "sandbox"));
    }

    private static Views.Repository repository(DataFetchingEnvironment asked) {
        Hub hub = Fields.scope(asked).hub();
        String fullName = asked.getArgument("owner") + "/" + asked.getArgument("name");
        boolean followRenames = asked.getArgumentOrDefault("followRenames", true);
        Optional<Hosted> found =
                hub.byName(fullName).or(() -> followRenames ? hub.byFormerName(fullName) : Optional.empty());
        return readable(asked, found, "Could not resolve to a Repository with the name '" + fullName + "'.");
    }

    private static Views.Repository node(DataFetchingEnvironment asked, String nodeId) {
        return readable(
                asked,
                Fields.scope(asked).hub().byNodeId(nodeId),
                "Could not resolve to a node with the global id of '" + nodeId + "'");
    }

    private static Views.Repository readable(DataFetchingEnvironment asked, Optional<Hosted> found, String otherwise) {
        if (found.isEmpty()
                || found.get().standing() == Standing.GONE
                || Fields.scope(asked).isHidden(found.get())) {
            throw new Failure("NOT_FOUND", otherwise);
        }
        if (!Fields.scope(asked).mayRead(found.get())) {
            throw new Failure("FORBIDDEN", Refusals.forbidden(found.get().owner()));
        }
        if (found.get().standing() != Standing.HERE) {
            throw new Failure("FORBIDDEN", "Repository access blocked");
        }
        return new Views.Repository(found.get());
    }

    /** Who isn't there is null in the list, with an error at its place in it. */
    private static DataFetcherResult<List<Views.@Nullable Repository>> nodes(DataFetchingEnvironment asked) {
        List<String> nodeIds = asked.getArgumentOrDefault("ids", List.of());
        if (nodeIds.size() > MAX_NODES) {
            throw new Failure(
                    "ARGUMENT_LIMIT",
                    "You may not provide more than " + MAX_NODES + " node ids; you provided " + nodeIds.size() + ".");
        }
        List<Views.@Nullable Repository> nodes = new ArrayList<>();
        List<GraphQLError> errors = new ArrayList<>();
        for (int i = 0; i < nodeIds.size(); i++) {
            try {
                nodes.add(node(asked, nodeIds.get(i)));
            } catch (Failure failure) {
                nodes.add(null);
                errors.add(GraphQLError.newError()
                        .message("%s", failure.getMessage())
                        .path(asked.getExecutionStepInfo().getPath().segment(i))
                        .location(asked.getField().getSourceLocation())
                        .extensions(Map.of("type", failure.type()))
                        .build());
            }
        }
        return DataFetcherResult.<List<Views.@Nullable Repository>>newResult()
                .data(nodes)
                .errors(errors)
                .build();
    }
}
