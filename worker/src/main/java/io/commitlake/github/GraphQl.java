package io.commitlake.github;

import io.commitlake.github.http.Answer;
import io.commitlake.github.http.Http;
import io.commitlake.github.http.Question;
import io.commitlake.github.http.Verdict;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Questions in GraphQL. A null is only believed where no error names its path. */
final class GraphQl {
    /**
     * What was answered.
     *
     * @param data what was asked for
     * @param errors by the path that each one names, joined by dots
     */
    record Reply(JsonNode data, Map<String, Fault> errors) {
        /** The error that stands at a path or below it. */
        Optional<Fault> error(String path) {
            return errors.entrySet().stream()
                    .filter(entry ->
                            entry.getKey().equals(path) || entry.getKey().startsWith(path + "."))
                    .map(Map.Entry::getValue)
                    .findFirst();
        }

        /** Whether the question was too much at once, so that parts of the answer are missing. */
        boolean cut() {
            return errors.values().stream().anyMatch(Fault::tooMuch);
        }
    }

    /**
     * An error of a part of an answer.
     *
     * @param type GitHub's name for it, {@code NOT_FOUND}
     */
    record Fault(String type, String message) {
        String words() {
            return type.isEmpty() ? message : type + ": " + message;
        }

        boolean tooMuch() {
            return type.equals("RESOURCE_LIMITS_EXCEEDED");
        }
    }

    private final Http http;
    private final URI address;

    GraphQl(Http http, URI address) {
        this.http = http;
        this.address = address;
    }

    /**
     * Asks.
     *
     * @param repository that it is about, by its key; empty for several
     * @param parts that it can be asked in
     * @return empty where all of it was too much at once: then fewer of its parts are to be asked for
     * @throws CommitlakeException of kind GITHUB where the question as a whole got no answer
     */
    Optional<Reply> ask(QueryText query, Map<String, ?> variables, Optional<String> repository, int parts) {
        Question whole = Question.post(
                address, Json.writeCompact(Map.of("query", query.text(), "variables", variables)), repository);
        Answer answer = http.ask(parts > 1 ? whole.triedTwice() : whole);
        // A question that takes longer than ten seconds is answered 502, or that something went wrong.
        boolean tooMuch = parts > 1
                && (answer.verdict().passing()
                        || (answer.verdict() instanceof Verdict.Ok
                                && read(answer).cut()));
        if (tooMuch) {
            return Optional.empty();
        }
        boolean unseen = answer.verdict() instanceof Verdict.Gone || answer.verdict() instanceof Verdict.Forbidden;
        return Optional.of(unseen && repository.isPresent() ? unseen(answer) : read(answer));
    }

    /** No token sees the one repository that it is about. */
    private static Reply unseen(Answer answer) {
        return new Reply(
                MissingNode.getInstance(),
                Map.of("node", new Fault("NOT_FOUND", answer.verdict().said())));
    }

    /**
     * An answer as what it means.
     *
     * @throws CommitlakeException as {@link #ask} does
     */
    static Reply read(Answer answer) {
        if (!(answer.verdict() instanceof Verdict.Ok(JsonNode body))) {
            throw answer.failure();
        }
        Map<String, Fault> errors = new TreeMap<>();
        for (JsonNode error : body.path("errors")) {
            StringBuilder path = new StringBuilder();
            error.path("path")
                    .forEach(part -> path.append(path.isEmpty() ? "" : ".").append(part.asString()));
            errors.put(
                    path.toString(),
                    new Fault(
                            error.path("type").asString(""),
                            error.path("message").asString("")));
        }
        Reply reply = new Reply(body.path("data"), errors);
        Optional<Fault> whole = Optional.ofNullable(errors.get(""));
        if (!reply.cut() && (whole.isPresent() || !reply.data().isObject())) {
            throw CommitlakeException.github(
                    answer.exchange().words() + ": " + whole.map(Fault::words).orElse("the answer holds no data"));
        }
        return reply;
    }
}
