package io.commitlake.job.forget;

import io.commitlake.model.Assignment;
import io.commitlake.model.FullName;
import java.net.URI;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names of a repository in records that don't have its id beside them. */
final class RepositoryNames {
    private RepositoryNames() {}

    /** The names in an assignment: GitHub's, and the one in the address. */
    static Set<String> of(Assignment assignment) {
        return Stream.of(assignment.fullName(), ofUrl(assignment.url()))
                .filter(FullName::is)
                .collect(Collectors.toSet());
    }

    /** The {@code owner/name} in a repository's address. */
    static String ofUrl(String url) {
        return URI.create(url).getPath().substring(1);
    }
}
