package io.commitlake.github;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.schema.GraphQLSchema;
import graphql.validation.ValidationError;
import graphql.validation.Validator;
import io.commitlake.model.commit.CommitPath;
import io.commitlake.model.commit.EmailUse;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Validates every query of the worker against the schema that GitHub publishes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryTextTest {
    private GraphQLSchema schema;

    @BeforeAll
    void readSchema() throws IOException {
        schema = PublishedSchema.read();
    }

    private List<ValidationError> errors(String query) {
        return new Validator().validateDocument(schema, graphql.parser.Parser.parse(query), Locale.ROOT);
    }

    private static QueryText build(Method query, int parts) {
        Object[] arguments = Stream.of(query.getGenericParameterTypes())
                .map(type -> type == int.class ? (Object) parts : Collections.nCopies(parts, part(type)))
                .toArray();
        try {
            return (QueryText) query.invoke(null, arguments);
        } catch (ReflectiveOperationException failed) {
            throw new IllegalStateException(
                    query + " takes other arguments than a count or a list of known parts", failed);
        }
    }

    /** An element for a list of this type. */
    private static Object part(Type list) {
        String sha = "a".repeat(40);
        Type element = ((ParameterizedType) list).getActualTypeArguments()[0];
        if (element == EmailUse.class) {
            return new EmailUse(EmailUse.Role.COMMITTER, sha);
        }
        return element == CommitPath.class ? new CommitPath(sha, "a/b") : sha;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void everyQueryIsValidInGitHubsSchema(int parts) {
        List<Method> queries = Stream.of(QueryText.class.getDeclaredMethods())
                .filter(method -> Modifier.isStatic(method.getModifiers()) && method.getReturnType() == QueryText.class)
                .toList();
        assertThat(queries).extracting(Method::getName).contains("byNodeId", "byName", "users", "files", "texts");
        assertThat(queries)
                .allSatisfy(
                        query -> assertThat(errors(build(query, parts).text())).isEmpty());
    }

    @Test
    void aQueryForAnUnknownFieldIsInvalid() {
        assertThat(errors("{ repository(owner: \"a\", name: \"b\") { stars } }"))
                .isNotEmpty();
    }
}
