package io.commitlake.job.source;

import io.commitlake.github.RepositoryObjects;
import io.commitlake.github.RepositoryRef;
import io.commitlake.github.http.ApiResponse;
import io.commitlake.github.http.LastPage;
import io.commitlake.github.http.Verdict;
import io.commitlake.history.Remote;
import io.commitlake.history.api.HistoryApi;
import io.commitlake.history.api.UncertainAnswerException;
import io.commitlake.model.CommitlakeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Answers the API source's requests through GitHub. A failed request counts as an uncertain answer, so Git takes over
 * and reports whether the repository is gone, blocked or failing. Spent budgets and refused tokens end the command
 * instead.
 */
public final class GitHubHistoryApi implements HistoryApi {
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
    public Map<String, Sized> objects(Remote remote, List<String> expressions) {
        Map<String, Sized> objects = LinkedHashMap.newLinkedHashMap(expressions.size());
        try {
            github.objects(known(remote), expressions)
                    .forEach((expression, object) -> objects.put(expression, new Sized(object.sha(), object.size())));
        } catch (CommitlakeException failed) {
            if (failed.kind() == CommitlakeException.Kind.REPOSITORY
                    || failed.kind() == CommitlakeException.Kind.GITHUB) {
                throw new UncertainAnswerException(String.valueOf(failed.getMessage()));
            }
            throw failed;
        }
        return objects;
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
