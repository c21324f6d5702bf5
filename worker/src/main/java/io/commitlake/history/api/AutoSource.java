package io.commitlake.history.api;

import io.commitlake.history.Deadline;
import io.commitlake.history.Fetched;
import io.commitlake.history.History;
import io.commitlake.history.HistorySource;
import io.commitlake.history.Remote;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

/**
 * For each history the cheaper of the two sources, by {@link Estimate}. What one request would have to tell isn't asked
 * for where git is the better one in any case, or where the tokens have little left.
 */
public final class AutoSource implements HistorySource {
    private final ApiSource source;
    private final Api api;
    private final HistorySource git;
    private final LongPredicate cached;
    private final Consumer<String> say;
    /** Requests that exports which are under way may still ask: what the tokens have left isn't planned on twice. */
    private final AtomicLong promised = new AtomicLong();

    /**
     * Both sources.
     *
     * @param cached whether git has a repository at hand, by its id
     * @param say is told which it is, and why
     */
    public AutoSource(ApiSource source, Api api, HistorySource git, LongPredicate cached, Consumer<String> say) {
        this.source = source;
        this.api = api;
        this.git = git;
        this.cached = cached;
        this.say = say;
    }

    @Override
    public String format() {
        return git.format();
    }

    @Override
    public Fetched fetch(Remote remote, String head, List<String> frontiers, Path folder, Deadline deadline) {
        boolean atHand = cached.test(remote.repository());
        OptionalLong left = left();
        Optional<String> untold = Estimate.gitUntold(frontiers.size(), remote.kilobytes(), atHand, left);
        if (untold.isPresent()) {
            say.accept(remote.url() + ": " + untold.get());
            return git.fetch(remote, head, frontiers, folder, deadline);
        }
        deadline.begin();
        try {
            CommitPages beginning = source.beginning(remote, head, frontiers);
            Estimate estimate = new Estimate(beginning.ahead(), frontiers.size(), remote.kilobytes(), atHand, left());
            say.accept(remote.url() + ": " + estimate.words());
            return estimate.apiIsCheaper()
                    ? promised(
                            estimate.requests(),
                            () -> source.fetch(remote, head, frontiers, folder, deadline, beginning))
                    : git.fetch(remote, head, frontiers, folder, deadline);
        } catch (Doubt doubt) {
            return source.byGit(remote, head, frontiers, folder, deadline, doubt);
        }
    }

    private OptionalLong left() {
        OptionalLong left = api.left();
        return left.isPresent() ? OptionalLong.of(Math.max(0, left.getAsLong() - promised.get())) : left;
    }

    /** Fetches, with so many requests kept for it until its history is closed. */
    private Fetched promised(long requests, Supplier<Fetched> fetch) {
        promised.addAndGet(requests);
        Fetched fetched;
        try {
            fetched = fetch.get();
        } catch (RuntimeException failed) {
            promised.addAndGet(-requests);
            throw failed;
        }
        if (fetched instanceof Fetched.Here(History history, List<String> lost)) {
            return new Fetched.Here(new Promised(history, () -> promised.addAndGet(-requests)), lost);
        }
        promised.addAndGet(-requests);
        return fetched;
    }
}
