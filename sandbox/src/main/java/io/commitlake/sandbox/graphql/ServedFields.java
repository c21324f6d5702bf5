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
 * Which fields of the schema are served, and by what. A field that isn't is an error, never null: who asks shall not take what the
 * sandbox doesn't know for what a repository hasn't.
 */
final class ServedFields {
    private final Map<FieldCoordinates, DataFetcher<?>> fetchers = new HashMap<>();
    private final Map<Class<?>, String> types = new HashMap<>();

    /** Answers a field of {@code source}; the scope is the request's. */
    @FunctionalInterface
    interface Answer<S> {
        @Nullable
        Object of(S source, DataFetchingEnvironment env);
    }

    /** The fields of one object type. */
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

    @SuppressWarnings("deprecation") // the factory's one abstract method takes a deprecated type, which is not used
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
