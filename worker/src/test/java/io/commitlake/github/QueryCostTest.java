package io.commitlake.github;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.analysis.QueryTraverser;
import graphql.analysis.QueryVisitorFieldEnvironment;
import graphql.analysis.QueryVisitorStub;
import graphql.language.IntValue;
import graphql.parser.Parser;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLTypeUtil;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Computes the cost of queries by the formula in GitHub's documentation, "Rate limits and query limits for the GraphQL
 * API": the requests for each unique connection, if every connection reaches its limit, divided by 100.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryCostTest {
    private static final int NODES = 100;

    private GraphQLSchema schema;

    @BeforeAll
    void readSchema() throws IOException {
        schema = PublishedSchema.read();
    }

    /** The points of a query, which counts {@code nodes} as 100 objects. */
    private long points(String query) {
        long[] requests = {0};
        QueryTraverser.newQueryTraverser()
                .schema(schema)
                .document(Parser.parse(query))
                .variables(Map.of("ids", Collections.nCopies(NODES, "R_1")))
                .build()
                .visitPreOrder(new QueryVisitorStub() {
                    @Override
                    public void visitField(QueryVisitorFieldEnvironment field) {
                        if (isConnection(field) || isNodes(field)) {
                            requests[0] += objectsAbove(field);
                        }
                    }
                });
        return Math.max(1, Math.round(requests[0] / 100.0));
    }

    /** The number of objects that have the field: the product of the limits above it. */
    private static long objectsAbove(QueryVisitorFieldEnvironment field) {
        long objects = 1;
        for (QueryVisitorFieldEnvironment above = field.getParentEnvironment();
                above != null;
                above = above.getParentEnvironment()) {
            if (isNodes(above)) {
                objects *= NODES;
            } else if (isConnection(above)) {
                objects *= above.getField().getArguments().stream()
                        .filter(argument -> argument.getName().equals("first"))
                        .mapToLong(argument ->
                                ((IntValue) argument.getValue()).getValue().longValueExact())
                        .findFirst()
                        .orElse(1);
            }
        }
        return objects;
    }

    private static boolean isConnection(QueryVisitorFieldEnvironment field) {
        return GraphQLTypeUtil.simplePrint(
                        GraphQLTypeUtil.unwrapAll(field.getFieldDefinition().getType()))
                .endsWith("Connection");
    }

    private static boolean isNodes(QueryVisitorFieldEnvironment field) {
        return field.getField().getName().equals("nodes") && field.getParentEnvironment() == null;
    }

    @Test
    void theFormulaGivesTheCostOfTheExampleInGitHubsDocumentation() {
        assertThat(points("""
                query { viewer { repositories(first: 100) { edges { node { id
                  issues(first: 50) { edges { node { id
                    labels(first: 60) { edges { node { id name } } } } } } } } } } }""")).isEqualTo(51);
    }

    @Test
    void aLookUpOfAHundredRepositoriesCostsTwoPoints() {
        assertThat(points(QueryText.byNodeId().text())).isEqualTo(2);
        assertThat(points(QueryText.byNodeId()
                        .text()
                        .replace("forkCount", "forkCount pullRequests(states: OPEN) { totalCount }")))
                .as("with a third connection")
                .isEqualTo(3);
    }
}
