package io.commitlake.history.api;

import io.commitlake.history.Deadline;
import io.commitlake.history.FetchOutcome;
import io.commitlake.history.History;
import io.commitlake.history.HistorySource;
import io.commitlake.history.Remote;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

/**
 * For each history the cheaper of the two sources, by {@link SourceEstimate}. What one request would have to tell isn't asked
 * for where git is the better one in any case, or where the tokens have little left.
 */
public final class AutoSource implements HistorySource {
    private final RequestReservations promises;
    private final HistorySource git;
    private final LongPredicate cached;
    private final Consumer<String> say;

    /**
     * Both sources.
     *
     * @param cached whether git has a repository at hand, by its id
     * @param say is told which it is, and why
     */
    public AutoSource(HistoryApi api, HistorySource git, LongPredicate cached, Consumer<String> say) {
        this.promises = new RequestReservations(api);
        this.git = git;
        this.cached = cached;
        this.say = say;
    }

    @Override
    public String format() {
        return git.format();
    }

    @Override
    public FetchOutcome fetch(Remote remote, String head, List<String> frontiers, Path folder, Deadline deadline) {
        boolean atHand = cached.test(remote.repository());
        Optional<String> untold =
                SourceEstimate.gitUntold(frontiers.size(), remote.kilobytes(), atHand, promises.left());
        if (untold.isPresent()) {
            say.accept(remote.url() + ": " + untold.get());
            return git.fetch(remote, head, frontiers, folder, deadline);
        }
        deadline.begin();
        RequestReservations.Promise promise = promises.begin();
        ApiSource source = new ApiSource(promise, git);
        try {
            CommitPages beginning = source.beginning(remote, head, frontiers);
            SourceEstimate estimate = promise.of(
                    rest -> new SourceEstimate(beginning.ahead(), frontiers.size(), remote.kilobytes(), atHand, rest));
            say.accept(remote.url() + ": " + estimate.words());
            return estimate.apiIsCheaper()
                    ? fetched(promise, () -> source.fetch(remote, head, frontiers, folder, deadline, beginning))
                    : git.fetch(remote, head, frontiers, folder, deadline);
        } catch (UncertainAnswerException doubt) {
            return source.byGit(remote, head, frontiers, folder, deadline, doubt);
        }
    }

    /** Fetches, with the requests that were promised kept for it until they are asked, or its history is closed. */
    private static FetchOutcome fetched(RequestReservations.Promise promise, Supplier<FetchOutcome> fetch) {
        FetchOutcome fetched;
        try {
            fetched = fetch.get();
        } catch (RuntimeException failed) {
            promise.release();
            throw failed;
        }
        if (fetched instanceof FetchOutcome.Here(History history, List<String> lost)) {
            return new FetchOutcome.Here(new ReservedHistory(history, promise), lost);
        }
        promise.release();
        return fetched;
    }
}
