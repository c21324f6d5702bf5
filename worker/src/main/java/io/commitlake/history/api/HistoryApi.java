package io.commitlake.history.api;

import io.commitlake.history.Remote;
import io.commitlake.model.commit.CommitPath;
import io.commitlake.model.commit.SizedVersion;
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
     * Gets a page from the REST API.
     *
     * @param path the path below the repository's address, with the query
     * @throws UncertainAnswerException if GitHub has no such page or couldn't answer
     */
    Page get(Remote remote, String path);

    /**
     * Looks up files in commits through GraphQL, 100 per request.
     *
     * @return the files that exist
     * @throws UncertainAnswerException if GitHub couldn't answer
     */
    Map<CommitPath, SizedVersion> files(Remote remote, List<CommitPath> files);

    /**
     * Gets the texts of blobs through GraphQL, in one request if there are at most 100.
     *
     * @return the texts by the blobs' SHAs, without those that GitHub takes for binary or doesn't show as a whole
     * @throws UncertainAnswerException if GitHub couldn't answer
     */
    Map<String, String> texts(Remote remote, List<String> shas);

    /** Whether GraphQL can look up files of the repository, which takes a token and the repository's ID. */
    boolean hasGraphQl(Remote remote);

    /** The REST requests that all tokens together have left this hour; empty before the first answer. */
    OptionalLong requestsLeft();
}
