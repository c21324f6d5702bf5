package io.commitlake.sandbox.synthetic;

import io.commitlake.sandbox.git.BareRepository;
import io.commitlake.sandbox.git.Commit;
import io.commitlake.sandbox.git.Git;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * A generated repository, described before its history is created.
 *
 * @param fullName the name as {@code owner/name}
 * @param seed the seed of the history
 */
public record SyntheticRepository(long id, String fullName, Instant createdAt, long stars, long seed) {
    private static final long KB = 8;

    /** The date of the history's last commit. */
    public Instant pushedAt() {
        List<SyntheticHistory.PlannedCommit> commits = new SyntheticHistory(this).commits();
        return commits.getLast().at();
    }

    /** The reported size, in KB. */
    public long diskUsage() {
        return KB;
    }

    public String defaultBranch() {
        return SyntheticHistory.BRANCH;
    }

    /** The commit that the default branch points to, without creating the history. */
    public Commit head() {
        return new SyntheticHistory(this).head();
    }

    /** Creates the history: the same commits each time. */
    public BareRepository make(Git git, Path directory) {
        new SyntheticHistory(this).write(git, directory);
        return BareRepository.at(git, directory);
    }
}
