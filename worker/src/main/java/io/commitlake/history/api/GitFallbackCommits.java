package io.commitlake.history.api;

import io.commitlake.history.History;
import io.commitlake.history.NewCommits;
import io.commitlake.model.CommitlakeException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The same new commits by git, for what the API leaves in doubt of them. Any thread may ask. */
final class GitFallbackCommits {
    private final GitFallback byGit;
    private final Function<History, NewCommits> asked;
    private volatile @Nullable NewCommits commits;

    GitFallbackCommits(GitFallback byGit, Function<History, NewCommits> asked) {
        this.byGit = byGit;
        this.asked = asked;
    }

    /** They, where there was a doubt of these commits before. */
    Optional<NewCommits> ifRead() {
        return Optional.ofNullable(commits);
    }

    /** They, which must be the same ones, for some of the others may be written by now. */
    synchronized NewCommits instead(NewCommits listed, UncertainAnswerException doubt) {
        NewCommits read = commits;
        if (read == null) {
            read = asked.apply(byGit.history(doubt));
            if (read.size() != listed.size()
                    || !read.spans().equals(listed.spans())
                    || !read.authors().equals(listed.authors())) {
                throw CommitlakeException.repository("GitHub's API lists " + listed.size()
                        + " new commits and git finds " + read.size() + ", or others: set COMMITLAKE_SOURCE=git");
            }
            commits = read;
        }
        return read;
    }
}
