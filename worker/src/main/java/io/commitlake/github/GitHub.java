package io.commitlake.github;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What planning, tracking and resolving authors ask of GitHub. Answers stand in the order of the questions. */
public final class GitHub implements AutoCloseable {
    /** As many as {@code nodes(ids:)} takes. */
    private static final int BATCH = 100;

    private final Endpoints endpoints;
    private final Http http;
    private final GraphQl graphQl;

    public GitHub(Endpoints endpoints, Tokens tokens) {
        this.endpoints = endpoints;
        this.http = new Http(endpoints, tokens);
        this.graphQl = new GraphQl(http, endpoints.graphql());
    }

    /** Repositories by their ids in GraphQL, 100 a request. */
    public List<Lookup> byNodeId(List<String> nodeIds) {
        return inBatches(nodeIds, batch -> {
            GraphQl.Answer answer = graphQl.ask(
                    "query($ids: [ID!]!) { nodes(ids: $ids) { ...seen } }\n" + GraphQl.REPOSITORY,
                    Map.of("ids", batch));
            List<Lookup> lookups = new ArrayList<>(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                lookups.add(Seen.lookup(answer, answer.data().path("nodes").path(i), "nodes." + i));
            }
            return lookups;
        });
    }

    /** Repositories by {@code owner/name}, 100 a request; a former name finds the repository as it is called now. */
    public List<Lookup> byName(List<String> fullNames) {
        return inBatches(fullNames, batch -> {
            StringBuilder declared = new StringBuilder();
            StringBuilder asked = new StringBuilder();
            Map<String, String> variables = new LinkedHashMap<>();
            for (int i = 0; i < batch.size(); i++) {
                String[] parts = batch.get(i).split("/", 2);
                declared.append(i == 0 ? "" : ", ")
                        .append("$o")
                        .append(i)
                        .append(": String!, $n")
                        .append(i)
                        .append(": String!");
                asked.append("r%1$d: repository(owner: $o%1$d, name: $n%1$d) { ...seen }\n".formatted(i));
                variables.put("o" + i, parts[0]);
                variables.put("n" + i, parts[1]);
            }
            GraphQl.Answer answer =
                    graphQl.ask("query(" + declared + ") {\n" + asked + "}\n" + GraphQl.REPOSITORY, variables);
            List<Lookup> lookups = new ArrayList<>(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                lookups.add(Seen.lookup(answer, answer.data().path("r" + i), "r" + i));
            }
            return lookups;
        });
    }

    /**
     * The id in GraphQL of a repository of which only the number is known, by REST.
     *
     * @return a lookup whose repository has no head yet: ask {@link #byNodeId} for it
     */
    public Lookup byId(long id) {
        Exchange exchange = http.get(endpoints.onApi("/repositories/" + id));
        return switch (exchange.status()) {
            case 404 -> new Lookup.Gone(exchange.words());
            case 451 -> new Lookup.Blocked(exchange.words());
            case 403 -> blocked(exchange) ? new Lookup.Blocked(exchange.words()) : new Lookup.Failed(exchange.words());
            default -> exchange.ok() ? Seen.rest(exchange) : new Lookup.Failed(exchange.words());
        };
    }

    /**
     * The GitHub id of each commit's author.
     *
     * @param repository its id in GraphQL
     * @param commits by any key
     * @return for each key the user's id, or none where GitHub knows none
     * @throws CommitlakeException of kind REPOSITORY where GitHub couldn't say
     */
    public Map<String, OptionalLong> authors(String repository, Map<String, String> commits) {
        Map<String, OptionalLong> ids = new LinkedHashMap<>();
        inBatches(List.copyOf(commits.entrySet()), batch -> {
            StringBuilder asked = new StringBuilder("query($id: ID!) { node(id: $id) { ... on Repository {\n");
            for (int i = 0; i < batch.size(); i++) {
                asked.append("c%d: object(oid: \"%s\") { ... on Commit { author { user { databaseId } } } }\n"
                        .formatted(i, batch.get(i).getValue()));
            }
            GraphQl.Answer answer = graphQl.ask(asked.append("} } }").toString(), Map.of("id", repository));
            for (int i = 0; i < batch.size(); i++) {
                ids.put(
                        batch.get(i).getKey(),
                        Seen.author(answer, "c" + i, batch.get(i).getValue()));
            }
            return List.of();
        });
        return ids;
    }

    /** Where git fetches a repository from. */
    public URI fetchedFrom(String url) {
        return endpoints.onServer(url);
    }

    /** An organisation or a repository that breaks GitHub's terms is a 403 that says so. */
    private static boolean blocked(Exchange exchange) {
        try {
            JsonNode body = Json.tree(exchange.body());
            return body.has("block") || body.path("message").asString("").contains("access blocked");
        } catch (JacksonException noJson) {
            return false;
        }
    }

    private static <Q, A> List<A> inBatches(List<Q> questions, Function<List<Q>, List<A>> ask) {
        List<A> answers = new ArrayList<>(questions.size());
        for (int from = 0; from < questions.size(); from += BATCH) {
            answers.addAll(ask.apply(questions.subList(from, Math.min(questions.size(), from + BATCH))));
        }
        return answers;
    }

    @Override
    public void close() {
        http.close();
    }
}
