package io.commitlake.history.api;

import io.commitlake.history.History;
import io.commitlake.history.NewCommits;
import io.commitlake.model.CommitlakeException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The same new commits from Git, used once the API has answered uncertainly about one of them. Thread-safe. */
final class GitFallbackCommits {
    private final GitFallback fallback;
    private final Function<History, NewCommits> newCommits;
    private volatile @Nullable NewCommits commits;

    GitFallbackCommits(GitFallback fallback, Function<History, NewCommits> newCommits) {
        this.fallback = fallback;
        this.newCommits = newCommits;
    }

    /** The commits from Git, if an earlier uncertain answer made them necessary. */
    Optional<NewCommits> ifFetched() {
        return Optional.ofNullable(commits);
    }

    /**
     * The commits from Git, which must be the same as the API's, because some of those may be written already.
     *
     * @param listed the commits as the API lists them
     * @param doubt the uncertain answer, for the log
     */
    synchronized NewCommits replacing(NewCommits listed, UncertainAnswerException doubt) {
        NewCommits read = commits;
        if (read == null) {
            read = newCommits.apply(fallback.history(doubt));
            if (read.size() != listed.size()
                    || !read.spans().equals(listed.spans())
                    || !read.emails().equals(listed.emails())) {
                throw CommitlakeException.repository("the " + listed.size() + " new commits that GitHub's API lists"
                        + " aren't the " + read.size() + " that Git finds: set COMMITLAKE_SOURCE=git");
            }
            commits = read;
        }
        return read;
    }
}
