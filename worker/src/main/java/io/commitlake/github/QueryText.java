package io.commitlake.github;

import java.util.List;

/** A query of GraphQL. No other can be asked than those that are made here, and a test holds each against GitHub's schema. */
final class QueryText {
    /** What every answer about a repository holds. */
    private static final String SEEN = """
            fragment seen on Repository {
              id
              databaseId
              nameWithOwner
              url
              createdAt
              diskUsage
              defaultBranchRef { target { oid ... on Commit { committedDate } } }
            }
            """;

    private final String text;

    private QueryText(String text) {
        this.text = text;
    }

    /** As it is sent. */
    String text() {
        return text;
    }

    /** Of {@code $ids}; the answers stand under {@code nodes}. */
    static QueryText byNodeId() {
        return new QueryText("query($ids: [ID!]!) { nodes(ids: $ids) { ...seen } }\n" + SEEN);
    }

    /** Of {@code $o0/$n0}, {@code $o1/$n1} …; the answers stand under {@code r0}, {@code r1} … */
    static QueryText byName(int count) {
        StringBuilder declared = new StringBuilder();
        StringBuilder asked = new StringBuilder();
        for (int i = 0; i < count; i++) {
            declared.append(i == 0 ? "" : ", ").append("$o%1$d: String!, $n%1$d: String!".formatted(i));
            asked.append("r%1$d: repository(owner: $o%1$d, name: $n%1$d) { ...seen }\n".formatted(i));
        }
        return new QueryText("query(" + declared + ") {\n" + asked + "}\n" + SEEN);
    }

    /** Of commits of the repository {@code $id}; the answers stand under {@code node.c0}, {@code node.c1} … */
    static QueryText authors(List<String> commits) {
        StringBuilder asked = new StringBuilder("query($id: ID!) { node(id: $id) { ... on Repository {\n");
        for (int i = 0; i < commits.size(); i++) {
            asked.append("c%d: object(oid: \"%s\") { ... on Commit { author { user { databaseId } } } }\n"
                    .formatted(i, commits.get(i)));
        }
        return new QueryText(asked.append("} } }").toString());
    }

    /** Of {@code $e0}, {@code $e1} … in the repository {@code $id}; the answers stand under {@code node.o0}, {@code node.o1} … */
    static QueryText objects(int count) {
        StringBuilder declared = new StringBuilder("$id: ID!");
        StringBuilder asked = new StringBuilder();
        for (int i = 0; i < count; i++) {
            declared.append(", $e%d: String!".formatted(i));
            asked.append("o%1$d: object(expression: $e%1$d) { oid ... on Blob { byteSize } }\n".formatted(i));
        }
        return new QueryText("query(" + declared + ") { node(id: $id) { ... on Repository {\n" + asked + "} } }");
    }
}
