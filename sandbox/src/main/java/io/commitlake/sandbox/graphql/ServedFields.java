package io.commitlake.sandbox.graphql;

import graphql.TypeResolutionEnvironment;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.FieldCoordinates;
import graphql.schema.GraphQLCodeRegistry;
import graphql.schema.GraphQLObjectType;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The fields of the schema that the sandbox serves, and how. Any other field is an error, never null, so that a client
 * doesn't mistake "not served" for "the repository has none".
 */
final class ServedFields {
    private final Map<FieldCoordinates, DataFetcher<?>> fetchers = new HashMap<>();
    private final Map<Class<?>, String> types = new HashMap<>();

    /** Answers a field of {@code source}; {@code env} leads to the request's context. */
    @FunctionalInterface
    interface Answer<S> {
        @Nullable
        Object of(S source, DataFetchingEnvironment env);
    }

    /** The served fields of one object type. */
    record Type<S>(ServedFields fields, String name, Class<S> source) {
        Type<S> field(String field, Answer<S> answer) {
            fields.fetchers.put(
                    FieldCoordinates.coordinates(name, field),
                    env -> answer.of(Objects.requireNonNull(source.cast(env.getSource())), env));
            return this;
        }
    }

    <S> Type<S> type(String name, Class<S> source) {
        types.put(source, name);
        return new Type<>(this, name, source);
    }

    void query(String field, DataFetcher<?> fetcher) {
        fetchers.put(FieldCoordinates.coordinates("Query", field), fetcher);
    }

    @SuppressWarnings(
            "deprecation") // the interface's only abstract method takes a deprecated type, which this code ignores
    GraphQLCodeRegistry registry() {
        GraphQLCodeRegistry.Builder registry =
                GraphQLCodeRegistry.newCodeRegistry().defaultDataFetcher(field -> ServedFields::notServed);
        fetchers.forEach(registry::dataFetcher);
        return registry.build();
    }

    GraphQLObjectType typeOf(TypeResolutionEnvironment environment) {
        return environment
                .getSchema()
                .getObjectType(types.get(environment.getObject().getClass()));
    }

    static QueryContext context(DataFetchingEnvironment env) {
        return env.getGraphQlContext().get(QueryContext.class);
    }

    private static Object notServed(DataFetchingEnvironment env) {
        throw new FieldException(
                "NOT_SERVED",
                "The sandbox doesn't serve '" + env.getFieldDefinition().getName() + "' of "
                        + ((GraphQLObjectType) env.getParentType()).getName() + ".");
    }
}
