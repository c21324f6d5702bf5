package io.commitlake.sandbox.hub;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Descriptions and counts of a repository that GitHub shows, apart from its stars.
 *
 * @param license the license's SPDX id, {@code NOASSERTION} for a license that GitHub doesn't recognize
 * @param topics at most 20, as on GitHub
 * @param openIssues the number of open issues, without pull requests
 * @param isPrivate whether it is shown as private to those who may read it
 * @param parent the id of the repository that it was forked from; empty if it isn't a fork
 */
public record RepositoryProfile(
        Optional<String> description,
        Optional<String> license,
        Optional<String> language,
        List<String> topics,
        long forks,
        long openIssues,
        long openPullRequests,
        boolean isArchived,
        boolean isPrivate,
        OptionalLong parent) {
    private static final int MAX_TOPICS = 20;
    private static final List<String> LICENSES = List.of("", "MIT", "Apache-2.0", "GPL-3.0", "NOASSERTION");
    private static final List<String> LANGUAGES = List.of("", "Java", "Python", "C", "Go", "Rust", "TypeScript");
    private static final List<String> TOPICS = List.of("zlib", "git", "data-mining", "parquet");

    public RepositoryProfile {
        topics = List.copyOf(topics);
        if (topics.size() > MAX_TOPICS) {
            throw new IllegalArgumentException(
                    "A repository has at most " + MAX_TOPICS + " topics, not " + topics.size() + ".");
        }
        if (forks < 0 || openIssues < 0 || openPullRequests < 0) {
            throw new IllegalArgumentException("A repository can't have " + forks + " forks, " + openIssues
                    + " open issues and " + openPullRequests + " open pull requests.");
        }
    }

    /** The default profile of a repository, always the same for its id. Some repositories lack some of the values. */
    static RepositoryProfile of(long id) {
        return new RepositoryProfile(
                id % 4 == 3 ? Optional.empty() : Optional.of("Repository " + id + " of the sandbox"),
                pick(LICENSES, id),
                pick(LANGUAGES, id),
                TOPICS.subList(0, (int) (id % (TOPICS.size() + 1))),
                id % 11,
                id % 7,
                id % 3,
                false,
                false,
                OptionalLong.empty());
    }

    private static Optional<String> pick(List<String> values, long id) {
        return Optional.of(values.get((int) (id % values.size()))).filter(value -> !value.isEmpty());
    }

    public boolean isFork() {
        return parent.isPresent();
    }
}
