package io.commitlake.sandbox.synthetic;

import io.commitlake.sandbox.git.BareRepository;
import io.commitlake.sandbox.git.Git;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * A repository as it is told of before its history is made.
 *
 * @param fullName {@code owner/name}
 * @param seed of its history
 */
public record SyntheticRepository(long id, String fullName, Instant createdAt, long stars, long seed) {
    private static final long KB = 8;

    /** The date of the last commit that it will have. */
    public Instant pushedAt() {
        List<SyntheticHistory.PlannedCommit> commits = new SyntheticHistory(this).commits();
        return commits.getLast().at();
    }

    /** What is said of its size, in KB. */
    public long diskUsage() {
        return KB;
    }

    public String defaultBranch() {
        return SyntheticHistory.BRANCH;
    }

    /** Makes its history: the same commits each time. */
    public BareRepository make(Git git, Path directory) {
        new SyntheticHistory(this).write(git, directory);
        return BareRepository.at(git, directory);
    }
}
