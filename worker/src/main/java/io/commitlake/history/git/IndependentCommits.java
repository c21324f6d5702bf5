package io.commitlake.history.git;

import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.model.Sha;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the commits that no other one of a list reaches, with {@code git merge-base --independent}.
 *
 * <p>Unlike an exclusion of {@code git rev-list}, its walk doesn't depend on committer dates: it ends only when all
 * that is left to visit is reached from both sides. A commit graph would add a bound by generation, so none is read.
 */
final class IndependentCommits {
    private IndependentCommits() {}

    /** Returns these commits in the order of the list. */
    static List<String> of(BareRepository repository, List<String> commits) {
        if (commits.size() < 2) {
            return List.copyOf(commits);
        }
        List<String> arguments =
                new ArrayList<>(List.of("-c", "core.commitGraph=false", "merge-base", "--independent"));
        // Git walks once for each commit that none before it reaches, so begin with the newest.
        commits.reversed().forEach(sha -> arguments.add(Sha.of(sha)));
        Set<String> found = new HashSet<>();
        try (ReachableCommits printed =
                new ReachableCommits(repository.git().start(repository.command(arguments.toArray(String[]::new))))) {
            for (Optional<String> sha = printed.next(); sha.isPresent(); sha = printed.next()) {
                found.add(sha.get());
            }
        }
        return commits.stream().filter(found::contains).distinct().toList();
    }
}
