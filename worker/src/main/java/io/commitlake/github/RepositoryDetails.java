package io.commitlake.github;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Facts about a repository that GitHub shows and an export does not need. A value is empty if the repository has none, or if
 * GitHub didn't show it.
 *
 * @param defaultBranch the name, without {@code refs/heads/}
 * @param parentId the id of the repository that this one was forked from
 * @param license the SPDX id, {@code NOASSERTION} for a license that GitHub doesn't recognize
 * @param topics in alphabetical order, because the orders of GitHub's two APIs differ
 * @param openIssues the number of open issues without pull requests, which only GraphQL shows
 * @param diskKilobytes the size on GitHub's disks
 */
public record RepositoryDetails(
        Optional<String> defaultBranch,
        Optional<Boolean> isFork,
        OptionalLong parentId,
        Optional<Boolean> isArchived,
        Optional<Boolean> isPrivate,
        Optional<String> license,
        Optional<String> primaryLanguage,
        Optional<List<String>> topics,
        OptionalLong stars,
        OptionalLong forks,
        OptionalLong openIssues,
        OptionalLong diskKilobytes,
        Optional<Instant> pushedAt,
        Optional<String> description) {
    /** The details of a lookup that didn't ask for any. */
    public static final RepositoryDetails NONE = new RepositoryDetails(
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.empty(),
            Optional.empty());

    public RepositoryDetails {
        topics = topics.map(names -> names.stream().sorted().toList());
    }
}
