package io.commitlake.github;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.parser.ParserOptions;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.UnExecutableSchemaGenerator;
import graphql.validation.ValidationError;
import graphql.validation.Validator;
import io.commitlake.sandbox.graphql.GraphQlApi;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Holds every query of the worker against the schema that GitHub publishes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryTextTest {
    private GraphQLSchema schema;

    @BeforeAll
    void read() throws IOException {
        try (Reader text = new InputStreamReader(
                new GZIPInputStream(Objects.requireNonNull(
                        GraphQlApi.class.getResourceAsStream("schema.graphql.gz"), "schema.graphql.gz")),
                StandardCharsets.UTF_8)) {
            schema = UnExecutableSchemaGenerator.makeUnExecutableSchema(
                    new SchemaParser().parse(text, ParserOptions.getDefaultSdlParserOptions()));
        }
    }

    private List<ValidationError> faults(String query) {
        return new Validator().validateDocument(schema, graphql.parser.Parser.parse(query), Locale.ROOT);
    }

    @Test
    void githubTakesEveryQuery() {
        assertThat(faults(QueryText.byNodeId())).isEmpty();
        assertThat(faults(QueryText.byName(1))).isEmpty();
        assertThat(faults(QueryText.byName(100))).isEmpty();
        assertThat(faults(QueryText.objects(1))).isEmpty();
        assertThat(faults(QueryText.objects(100))).isEmpty();
        assertThat(faults(QueryText.authors(Collections.nCopies(1, "a".repeat(40)))))
                .isEmpty();
        assertThat(faults(QueryText.authors(Collections.nCopies(100, "a".repeat(40)))))
                .isEmpty();
    }

    @Test
    void theSchemaRefusesWhatItDoesNotHave() {
        assertThat(faults("{ repository(owner: \"a\", name: \"b\") { stars } }"))
                .isNotEmpty();
    }
}
