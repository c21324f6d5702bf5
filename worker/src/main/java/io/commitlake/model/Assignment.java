package io.commitlake.model;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A repository in a plan, and the commit up to which a worker exports it. The worker takes the export's number and
 * frontiers from the ledger when it claims the export.
 *
 * <p>All values are those at the time of the plan.
 *
 * @param repository the repository's ID
 * @param nodeId the GraphQL node ID; empty if unknown
 * @param fullName {@code owner/name}; the ID as text if GitHub didn't report a name
 * @param url the repository's URL as GitHub reported it
 * @param head the commit at the head of the default branch; empty if GitHub didn't report one
 * @param kilobytes the repository's size on GitHub; empty if GitHub didn't report one
 * @param from a number below which all exports had an outcome
 * @param planned the first number without a claim; other runs completed any exports from this number on
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
            throw new IllegalArgumentException("a repository's ID is positive, not " + repository);
        }
        if (!nodeId.isEmpty()) {
            NodeId.of(nodeId);
        }
        if (!fullName.equals(Long.toString(repository))) {
            FullName.of(fullName);
        }
        RepositoryUrl.of(url);
        head.ifPresent(Sha::of);
        if (kilobytes.orElse(0) < 0) {
            throw new IllegalArgumentException(
                    "repository " + repository + " can't take " + kilobytes.getAsLong() + " kilobytes");
        }
        if (from < 0 || planned < from) {
            throw new IllegalArgumentException(
                    "repository " + repository + " can't be planned at export " + planned + " from export " + from);
        }
    }

    /** Returns a copy with the repository's current name and URL, up to the given head. */
    public Assignment at(String nameNow, String urlNow, Optional<String> upTo) {
        return new Assignment(repository, nodeId, nameNow, urlNow, upTo, kilobytes, from, planned, last);
    }
}
