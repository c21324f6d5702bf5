package io.commitlake.sandbox.hub;

import io.commitlake.sandbox.error.SandboxException;
import io.commitlake.sandbox.synthetic.SyntheticRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The facts about a repository that Git doesn't know. Full names are {@code owner/name}; an empty {@code createdAt}
 * means the date of the first commit.
 */
record RepositoryMetadata(
        long id,
        String nodeId,
        String fullName,
        String url,
        Optional<Instant> createdAt,
        long stars,
        Standing standing,
        List<String> formerNames,
        RepositoryProfile profile) {

    static RepositoryMetadata of(SyntheticRepository synthetic) {
        return new RepositoryMetadata(
                synthetic.id(),
                NodeIds.repository(synthetic.id()),
                synthetic.fullName(),
                "https://github.com/" + synthetic.fullName(),
                Optional.of(synthetic.createdAt()),
                synthetic.stars(),
                Standing.HERE,
                List.of(),
                RepositoryProfile.of(synthetic.id()));
    }

    RepositoryMetadata {
        // GraphQL's databaseId is a 32-bit Int.
        if (id < 1 || id > Integer.MAX_VALUE) {
            throw new SandboxException("A repository's id is 1 to " + Integer.MAX_VALUE + ", not " + id + ".");
        }
        requireFullName(fullName);
        formerNames.forEach(RepositoryMetadata::requireFullName);
        formerNames = List.copyOf(formerNames);
    }

    private static void requireFullName(String fullName) {
        if (!fullName.matches("[A-Za-z0-9._-]+/[A-Za-z0-9._-]+")) {
            throw new SandboxException(
                    "A repository's full name is owner/name, made of letters, digits, '.', '_' and '-', not '"
                            + fullName + "'.");
        }
    }
}
