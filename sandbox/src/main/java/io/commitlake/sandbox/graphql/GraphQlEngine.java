package io.commitlake.sandbox.graphql;

import graphql.GraphQL;
import graphql.GraphQLError;
import graphql.execution.DataFetcherExceptionHandlerParameters;
import graphql.execution.DataFetcherExceptionHandlerResult;
import graphql.parser.ParserOptions;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLSchema;
import graphql.schema.TypeResolver;
import graphql.schema.idl.InterfaceWiringEnvironment;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.ScalarWiringEnvironment;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.UnionWiringEnvironment;
import graphql.schema.idl.WiringFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes queries on GitHub's schema with the fields that the sandbox serves. The schema takes a second or two to
 * build, once per process.
 */
final class GraphQlEngine {
    private static final Logger LOG = LoggerFactory.getLogger(GraphQlEngine.class);
    private static final Set<String> BUILT_IN = Set.of("Boolean", "Float", "ID", "Int", "String");
    private static final CompletableFuture<GraphQL> BUILT = new CompletableFuture<>();

    static {
        // Use a platform thread: parsing is pure computation, which would hold up the carriers of virtual threads.
        Thread.ofPlatform().daemon().name("graphql-schema").start(GraphQlEngine::build);
    }

    private GraphQlEngine() {}

    /** The engine, whose building has started; doesn't wait for it. */
    static CompletableFuture<GraphQL> get() {
        return BUILT;
    }

    private static void build() {
        try {
            BUILT.complete(GraphQL.newGraphQL(schema())
                    .defaultDataFetcherExceptionHandler(GraphQlEngine::onException)
                    .build());
        } catch (RuntimeException | Error e) {
            BUILT.completeExceptionally(e);
        }
    }

    private static GraphQLSchema schema() {
        ServedFields fields = new ServedFields();
        QueryFields.addTo(fields);
        RepositoryFields.addTo(fields);
        ObjectFields.addTo(fields);
        RuntimeWiring wiring = RuntimeWiring.newRuntimeWiring()
                .wiringFactory(new Wiring(fields))
                .codeRegistry(fields.registry())
                .build();
        try (Reader schema = new InputStreamReader(new GZIPInputStream(open()), StandardCharsets.UTF_8)) {
            ParserOptions parserOptions = ParserOptions.getDefaultSdlParserOptions()
                    .transform(options -> options.captureSourceLocation(false).captureLineComments(false));
            return new SchemaGenerator()
                    .makeExecutableSchema(
                            SchemaGenerator.Options.defaultOptions().captureAstDefinitions(false),
                            new SchemaParser().parse(schema, parserOptions),
                            wiring);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open() {
        return Objects.requireNonNull(
                GraphQlEngine.class.getResourceAsStream("schema.graphql.gz"), "schema.graphql.gz");
    }

    private static CompletableFuture<DataFetcherExceptionHandlerResult> onException(
            DataFetcherExceptionHandlerParameters parameters) {
        Throwable thrown = parameters.getException();
        String type = "INTERNAL";
        if (thrown instanceof FieldException failure) {
            type = failure.type();
        } else {
            LOG.error("GraphQL field {} failed", parameters.getPath(), thrown);
        }
        return CompletableFuture.completedFuture(DataFetcherExceptionHandlerResult.newResult()
                .error(GraphQLError.newError()
                        .message("%s", String.valueOf(thrown.getMessage()))
                        .path(parameters.getPath())
                        .location(parameters.getSourceLocation())
                        .extensions(Map.of("type", type))
                        .build())
                .build());
    }

    /** Finds scalars by name, and the type behind an interface or union by the class of the object. */
    private record Wiring(ServedFields fields) implements WiringFactory {
        @Override
        public boolean providesScalar(ScalarWiringEnvironment environment) {
            return !BUILT_IN.contains(environment.getScalarTypeDefinition().getName());
        }

        @Override
        public GraphQLScalarType getScalar(ScalarWiringEnvironment environment) {
            return Scalars.named(environment.getScalarTypeDefinition().getName());
        }

        @Override
        public boolean providesTypeResolver(InterfaceWiringEnvironment environment) {
            return true;
        }

        @Override
        public TypeResolver getTypeResolver(InterfaceWiringEnvironment environment) {
            return fields::typeOf;
        }

        @Override
        public boolean providesTypeResolver(UnionWiringEnvironment environment) {
            return true;
        }

        @Override
        public TypeResolver getTypeResolver(UnionWiringEnvironment environment) {
            return fields::typeOf;
        }
    }
}
