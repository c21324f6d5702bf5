package io.commitlake.history.api;

import io.commitlake.history.Remote;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/** The requests to GitHub's API that histories need. Implementations handle tokens, rate limits and retries. */
public interface HistoryApi {
    /**
     * A page of a REST answer.
     *
     * @param body the answer's body
     * @param lastPage the number of the last page according to the answer's links; 1 if they name none
     */
    record Page(JsonNode body, int lastPage) {}

    /**
     * A Git object.
     *
     * @param size the size of a blob in bytes; empty for any other object
     */
    record Sized(String sha, OptionalLong size) {}

    /**
     * Gets a page from the REST API.
     *
     * @param path the path below the repository's address, with the query
     * @throws UncertainAnswerException if GitHub has no such page or couldn't answer
     */
    Page get(Remote remote, String path);

    /**
     * Looks up Git objects through GraphQL, 100 per request.
     *
     * @param expressions SHAs, or {@code commit:path}
     * @return the objects by expression, without those that don't exist
     * @throws UncertainAnswerException if GitHub couldn't answer
     */
    Map<String, Sized> objects(Remote remote, List<String> expressions);

    /** Whether GraphQL can look up objects of the repository, which takes a token and the repository's ID. */
    boolean hasGraphQl(Remote remote);

    /** The REST requests that all tokens together have left this hour; empty before the first answer. */
    OptionalLong requestsLeft();
}
