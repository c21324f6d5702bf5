package io.commitlake.job.source;

import io.commitlake.github.RepositoryObjects;
import io.commitlake.github.RepositoryRef;
import io.commitlake.github.http.ApiResponse;
import io.commitlake.github.http.LastPage;
import io.commitlake.github.http.Verdict;
import io.commitlake.history.CommitLookup;
import io.commitlake.history.Remote;
import io.commitlake.history.api.HistoryApi;
import io.commitlake.history.api.UncertainAnswerException;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.commit.CommitPath;
import io.commitlake.model.commit.SizedVersion;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Answers the API source's requests through GitHub. A failed request counts as an uncertain answer, so Git takes over
 * and reports whether the repository is gone, blocked or failing. Spent budgets and refused tokens end the command
 * instead.
 */
public final class GitHubHistoryApi implements HistoryApi, CommitLookup {
    private final RepositoryObjects github;

    public GitHubHistoryApi(RepositoryObjects github) {
        this.github = github;
    }

    @Override
    public Page get(Remote remote, String path) {
        ApiResponse answer = github.get(known(remote), path);
        if (answer.verdict() instanceof Verdict.Ok ok) {
            return new Page(ok.body(), LastPage.of(answer.exchange()));
        }
        throw new UncertainAnswerException(answer.verdict().message());
    }

    @Override
    public Map<CommitPath, SizedVersion> files(Remote remote, List<CommitPath> files) {
        return certain(() -> github.files(known(remote), files));
    }

    @Override
    public Map<String, String> texts(Remote remote, List<String> shas) {
        return certain(() -> github.texts(known(remote), shas));
    }

    /** If the lookup fails, no commit is certainly missing. */
    @Override
    public Set<String> missing(Remote remote, List<String> commits) {
        if (!hasGraphQl(remote)) {
            return Set.of();
        }
        try {
            Set<String> missing = new HashSet<>(commits);
            missing.removeAll(certain(() -> github.existing(known(remote), commits)));
            return missing;
        } catch (UncertainAnswerException failed) {
            return Set.of();
        }
    }

    private static <T> T certain(Supplier<T> lookup) {
        try {
            return lookup.get();
        } catch (CommitlakeException failed) {
            if (failed.kind() == CommitlakeException.Kind.REPOSITORY
                    || failed.kind() == CommitlakeException.Kind.GITHUB) {
                throw new UncertainAnswerException(String.valueOf(failed.getMessage()));
            }
            throw failed;
        }
    }

    @Override
    public boolean hasGraphQl(Remote remote) {
        return github.sees(known(remote));
    }

    @Override
    public OptionalLong requestsLeft() {
        return github.remaining();
    }

    private static RepositoryRef known(Remote remote) {
        return new RepositoryRef(remote.repository(), remote.nodeId());
    }
}
