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
import java.util.function.Consumer;
import java.util.function.Function;
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
    private long promised;

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
        OptionalLong left = unpromised(api.left());
        Optional<String> untold = Estimate.gitUntold(frontiers.size(), remote.kilobytes(), atHand, left);
        if (untold.isPresent()) {
            say.accept(remote.url() + ": " + untold.get());
            return git.fetch(remote, head, frontiers, folder, deadline);
        }
        deadline.begin();
        try {
            CommitPages beginning = source.beginning(remote, head, frontiers);
            Estimate estimate = promised(
                    rest -> new Estimate(beginning.ahead(), frontiers.size(), remote.kilobytes(), atHand, rest));
            say.accept(remote.url() + ": " + estimate.words());
            return estimate.apiIsCheaper()
                    ? fetched(
                            estimate.requests(),
                            () -> source.fetch(remote, head, frontiers, folder, deadline, beginning))
                    : git.fetch(remote, head, frontiers, folder, deadline);
        } catch (Doubt doubt) {
            return source.byGit(remote, head, frontiers, folder, deadline, doubt);
        }
    }

    /** Where many look at the same budget at once, each promises before the next one looks. */
    private Estimate promised(Function<OptionalLong, Estimate> byLeft) {
        OptionalLong asked = api.left();
        synchronized (this) {
            Estimate estimate = byLeft.apply(unpromised(asked));
            promised += estimate.apiIsCheaper() ? estimate.requests() : 0;
            return estimate;
        }
    }

    private synchronized OptionalLong unpromised(OptionalLong left) {
        return left.isPresent() ? OptionalLong.of(Math.max(0, left.getAsLong() - promised)) : left;
    }

    private synchronized void release(long requests) {
        promised -= requests;
    }

    /** Fetches, with the requests that were promised kept for it until its history is closed. */
    private Fetched fetched(long requests, Supplier<Fetched> fetch) {
        Fetched fetched;
        try {
            fetched = fetch.get();
        } catch (RuntimeException failed) {
            release(requests);
            throw failed;
        }
        if (fetched instanceof Fetched.Here(History history, List<String> lost)) {
            return new Fetched.Here(new Promised(history, () -> release(requests)), lost);
        }
        release(requests);
        return fetched;
    }
}
