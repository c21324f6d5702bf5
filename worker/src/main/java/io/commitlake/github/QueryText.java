package io.commitlake.github;

import io.commitlake.model.Sha;
import io.commitlake.model.commit.CommitPath;
import io.commitlake.model.commit.EmailUse;
import java.util.List;

/** A GraphQL query. All queries are built here, and a test checks each one against GitHub's schema. */
final class QueryText {
    /** The fields of a repository that every query about repositories selects. */
    private static final String REPOSITORY = """
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

    /**
     * The details of a repository. GitHub's formula for the cost of a query adds one request for each connection of
     * each repository. With its two connections, a query for 100 repositories costs 2 of the 5,000 points that a token
     * has in an hour; open pull requests would be a third connection.
     */
    private static final String DETAILS = """
            fragment details on Repository {
              defaultBranchRef { name }
              isFork
              parent { databaseId }
              isArchived
              isPrivate
              licenseInfo { spdxId }
              primaryLanguage { name }
              repositoryTopics(first: 20) { nodes { topic { name } } }
              stargazerCount
              forkCount
              issues(states: OPEN) { totalCount }
              pushedAt
              description
            }
            """;

    private final String text;

    private QueryText(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    /** Selects the repositories with the node ids {@code $ids}, with details; the results are in {@code nodes}. */
    static QueryText byNodeId() {
        return new QueryText(
                "query($ids: [ID!]!) { nodes(ids: $ids) { ...seen ...details } }\n" + REPOSITORY + DETAILS);
    }

    /** Selects the ids of the repositories with the node ids {@code $ids}; the results are in {@code nodes}. */
    static QueryText visible() {
        return new QueryText("query($ids: [ID!]!) { nodes(ids: $ids) { ... on Repository { databaseId } } }");
    }

    /** Selects the repositories {@code $o0/$n0}, {@code $o1/$n1} …; the results are in {@code r0}, {@code r1} … */
    static QueryText byName(int count) {
        StringBuilder variables = new StringBuilder();
        StringBuilder selections = new StringBuilder();
        for (int i = 0; i < count; i++) {
            variables.append(i == 0 ? "" : ", ").append("$o%1$d: String!, $n%1$d: String!".formatted(i));
            selections.append("r%1$d: repository(owner: $o%1$d, name: $n%1$d) { ...seen }\n".formatted(i));
        }
        return new QueryText("query(" + variables + ") {\n" + selections + "}\n" + REPOSITORY);
    }

    /**
     * Selects the users of e-mails in commits of the repository {@code $id}; the results are in {@code node.c0},
     * {@code node.c1} …
     */
    static QueryText users(List<EmailUse> uses) {
        StringBuilder selections = new StringBuilder("query($id: ID!) { node(id: $id) { ... on Repository {\n");
        for (int i = 0; i < uses.size(); i++) {
            selections.append("c%d: object(oid: \"%s\") { ... on Commit { %s { user { databaseId } } } }\n"
                    .formatted(i, uses.get(i).commit(), uses.get(i).role().text()));
        }
        return new QueryText(selections.append("} } }").toString());
    }

    /**
     * Selects the files with the paths {@code $p0}, {@code $p1} … in commits of the repository {@code $id}; the results
     * are in {@code node.o0.file}, {@code node.o1.file} …
     */
    static QueryText files(List<CommitPath> files) {
        StringBuilder variables = new StringBuilder("$id: ID!");
        StringBuilder selections = new StringBuilder();
        for (int i = 0; i < files.size(); i++) {
            variables.append(", $p%d: String!".formatted(i));
            selections.append("o%1$d: object(oid: \"%2$s\") { ... on Commit { file(path: $p%1$d) { ...version } } }\n"
                    .formatted(i, files.get(i).commit()));
        }
        return new QueryText("query(" + variables + ") { node(id: $id) { ... on Repository {\n" + selections + "} } }\n"
                + "fragment version on TreeEntry { mode oid object { ... on Blob { byteSize } } }\n");
    }

    /** Selects commits of the repository {@code $id}; the results are in {@code node.o0}, {@code node.o1} … */
    static QueryText commits(List<String> shas) {
        StringBuilder selections = new StringBuilder("query($id: ID!) { node(id: $id) { ... on Repository {\n");
        for (int i = 0; i < shas.size(); i++) {
            selections.append("o%d: object(oid: \"%s\") { oid }\n".formatted(i, Sha.of(shas.get(i))));
        }
        return new QueryText(selections.append("} } }").toString());
    }

    /** Selects blobs of the repository {@code $id}; the results are in {@code node.o0}, {@code node.o1} … */
    static QueryText texts(List<String> shas) {
        StringBuilder selections = new StringBuilder("query($id: ID!) { node(id: $id) { ... on Repository {\n");
        for (int i = 0; i < shas.size(); i++) {
            selections.append("o%d: object(oid: \"%s\") { ... on Blob { text isTruncated } }\n"
                    .formatted(i, Sha.of(shas.get(i))));
        }
        return new QueryText(selections.append("} } }").toString());
    }
}
