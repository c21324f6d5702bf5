package io.commitlake.history.api;

import io.commitlake.history.Deadline;
import io.commitlake.history.Fetched;
import io.commitlake.history.HistorySource;
import io.commitlake.history.Remote;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** For each history the cheaper of the two sources, by {@link Estimate}; it costs one request to tell. */
public final class AutoSource implements HistorySource {
    private static final Logger LOG = LoggerFactory.getLogger(AutoSource.class);

    private final ApiSource source;
    private final Api api;
    private final HistorySource git;
    private final LongPredicate cached;

    /**
     * Both sources.
     *
     * @param cached whether git has a repository at hand, by its id
     */
    public AutoSource(ApiSource source, Api api, HistorySource git, LongPredicate cached) {
        this.source = source;
        this.api = api;
        this.git = git;
        this.cached = cached;
    }

    @Override
    public String format() {
        return git.format();
    }

    @Override
    public Fetched fetch(Remote remote, String head, List<String> frontiers, Path folder, Deadline deadline) {
        deadline.begin();
        try {
            CommitPages beginning = source.beginning(remote, head, frontiers);
            Estimate estimate = new Estimate(
                    beginning.ahead(),
                    frontiers.size(),
                    remote.kilobytes(),
                    cached.test(remote.repository()),
                    api.left());
            LOG.info("{}: {}", remote.url(), estimate.words());
            return estimate.apiIsCheaper()
                    ? source.fetch(remote, head, frontiers, folder, deadline, beginning)
                    : git.fetch(remote, head, frontiers, folder, deadline);
        } catch (Doubt doubt) {
            return source.byGit(remote, head, frontiers, folder, deadline, doubt);
        }
    }
}
