package io.commitlake.model;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * One repository of a plan: how far it is to be exported. Number and frontiers come from the ledger when an export is
 * claimed.
 *
 * @param repository its id
 * @param nodeId its id in GraphQL; empty where that isn't known
 * @param fullName {@code owner/name} as seen when the plan was made; its id where that couldn't be seen
 * @param url as GitHub gave it then
 * @param head where the default branch pointed then; empty where that couldn't be seen
 * @param kilobytes of it on GitHub's disk then; empty where that couldn't be seen
 * @param from all exports of lower numbers were settled then
 * @param planned the first number that wasn't claimed then: what was completed from here on, others made since
 * @param last the tip of the export before {@code from}
 */
public record Assignment(
        long repository,
        String nodeId,
        String fullName,
        String url,
        Optional<String> head,
        OptionalLong kilobytes,
        long from,
        long planned,
        Optional<Tip> last) {
    public Assignment {
        if (repository <= 0) {
            throw new IllegalArgumentException("a repository's id is positive, not " + repository);
        }
        if (!nodeId.isEmpty()) {
            NodeId.of(nodeId);
        }
        if (!fullName.equals(Long.toString(repository))) {
            FullName.of(fullName);
        }
        RepositoryUrl.of(url);
        head.ifPresent(Sha::of);
        if (from < 0 || planned < from) {
            throw new IllegalArgumentException(
                    "repository " + repository + " can't be planned at " + planned + " from " + from);
        }
    }

    /** The same as it is called now, up to a head. */
    public Assignment at(String nameNow, String urlNow, Optional<String> upTo) {
        return new Assignment(repository, nodeId, nameNow, urlNow, upTo, kilobytes, from, planned, last);
    }
}
