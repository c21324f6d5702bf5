package io.commitlake.sandbox.graphql;

import graphql.GraphQLError;
import graphql.execution.DataFetcherResult;
import graphql.schema.DataFetchingEnvironment;
import io.commitlake.sandbox.hub.HostedRepositories;
import io.commitlake.sandbox.hub.HostedRepository;
import io.commitlake.sandbox.hub.Standing;
import io.commitlake.sandbox.web.Refusals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields of the query root. */
final class QueryFields {
    private static final int MAX_NODES = 100;

    private QueryFields() {}

    static void addTo(ServedFields fields) {
        fields.query("repository", QueryFields::repository);
        fields.query("node", env -> node(env, env.getArgumentOrDefault("id", "")));
        fields.query("nodes", QueryFields::nodes);
        fields.query(
                "rateLimit",
                env -> new SchemaObjects.Rate(ServedFields.context(env).budget()));
        fields.query("viewer", env -> new SchemaObjects.User(1, "sandbox"));
    }

    private static SchemaObjects.Repository repository(DataFetchingEnvironment env) {
        HostedRepositories repositories = ServedFields.context(env).repositories();
        String fullName = env.getArgument("owner") + "/" + env.getArgument("name");
        boolean followRenames = env.getArgumentOrDefault("followRenames", true);
        Optional<HostedRepository> found = repositories
                .byName(fullName)
                .or(() -> followRenames ? repositories.byFormerName(fullName) : Optional.empty());
        return readable(env, found, "Could not resolve to a Repository with the name '" + fullName + "'.");
    }

    private static SchemaObjects.Repository node(DataFetchingEnvironment env, String nodeId) {
        return readable(
                env,
                ServedFields.context(env).repositories().byNodeId(nodeId),
                "Could not resolve to a node with the global id of '" + nodeId + "'");
    }

    private static SchemaObjects.Repository readable(
            DataFetchingEnvironment env, Optional<HostedRepository> found, String notFoundMessage) {
        if (found.isEmpty()
                || found.get().standing() == Standing.GONE
                || ServedFields.context(env).isHidden(found.get())) {
            throw new FieldException("NOT_FOUND", notFoundMessage);
        }
        if (!ServedFields.context(env).mayRead(found.get())) {
            throw new FieldException("FORBIDDEN", Refusals.forbidden(found.get().owner()));
        }
        if (found.get().standing() != Standing.HERE) {
            throw new FieldException("FORBIDDEN", "Repository access blocked");
        }
        return new SchemaObjects.Repository(found.get());
    }

    /** A node that doesn't exist is null in the list, with an error at its index. */
    private static DataFetcherResult<List<SchemaObjects.@Nullable Repository>> nodes(DataFetchingEnvironment env) {
        List<String> nodeIds = env.getArgumentOrDefault("ids", List.of());
        if (nodeIds.size() > MAX_NODES) {
            throw new FieldException(
                    "ARGUMENT_LIMIT",
                    "You may not provide more than " + MAX_NODES + " node ids; you provided " + nodeIds.size() + ".");
        }
        List<SchemaObjects.@Nullable Repository> nodes = new ArrayList<>();
        List<GraphQLError> errors = new ArrayList<>();
        for (int i = 0; i < nodeIds.size(); i++) {
            try {
                nodes.add(node(env, nodeIds.get(i)));
            } catch (FieldException failure) {
                nodes.add(null);
                errors.add(GraphQLError.newError()
                        .message("%s", failure.getMessage())
                        .path(env.getExecutionStepInfo().getPath().segment(i))
                        .location(env.getField().getSourceLocation())
                        .extensions(Map.of("type", failure.type()))
                        .build());
            }
        }
        return DataFetcherResult.<List<SchemaObjects.@Nullable Repository>>newResult()
                .data(nodes)
                .errors(errors)
                .build();
    }
}
