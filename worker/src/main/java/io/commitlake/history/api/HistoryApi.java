package io.commitlake.history.api;

import io.commitlake.history.Remote;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/** What is asked of GitHub's API about a repository; whoever implements it sees to tokens, limits and retries. */
public interface HistoryApi {
    /**
     * A page of REST.
     *
     * @param body of the answer
     * @param lastPage by the answer's links; 1 where they name none
     */
    record Page(JsonNode body, int lastPage) {}

    /**
     * An object of git's.
     *
     * @param size in bytes, of a blob; empty of anything else
     */
    record Sized(String sha, OptionalLong size) {}

    /**
     * Gets a page by REST.
     *
     * @param path below the repository's own address, with its query
     * @throws UncertainAnswerException where there is no such thing, or GitHub couldn't say
     */
    Page get(Remote remote, String path);

    /**
     * Objects by GraphQL, 100 an answer.
     *
     * @param expressions shas, or {@code commit:path}
     * @return by expression; those that aren't there are left out
     * @throws UncertainAnswerException where GitHub couldn't say
     */
    Map<String, Sized> objects(Remote remote, List<String> expressions);

    /** Whether GraphQL can be asked about it: it needs a token and the repository's id. */
    boolean sees(Remote remote);

    /** What all tokens have left of REST's hour; empty before the first answer. */
    OptionalLong left();
}
