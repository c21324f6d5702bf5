package io.commitlake.github;

import graphql.parser.ParserOptions;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.UnExecutableSchemaGenerator;
import io.commitlake.sandbox.graphql.GraphQlApi;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** The GraphQL schema that GitHub publishes. */
final class PublishedSchema {
    private PublishedSchema() {}

    static GraphQLSchema read() throws IOException {
        try (Reader text = new InputStreamReader(
                new GZIPInputStream(Objects.requireNonNull(
                        GraphQlApi.class.getResourceAsStream("schema.graphql.gz"), "schema.graphql.gz")),
                StandardCharsets.UTF_8)) {
            return UnExecutableSchemaGenerator.makeUnExecutableSchema(
                    new SchemaParser().parse(text, ParserOptions.getDefaultSdlParserOptions()));
        }
    }
}
