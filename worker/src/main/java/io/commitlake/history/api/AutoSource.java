package io.commitlake.history.api;

import io.commitlake.history.Deadline;
import io.commitlake.history.FetchOutcome;
import io.commitlake.history.FetchProgress;
import io.commitlake.history.History;
import io.commitlake.history.HistorySource;
import io.commitlake.history.ReleasingHistory;
import io.commitlake.history.Remote;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

/**
 * Fetches each history from the cheaper source, by {@link SourceEstimate}. An estimate takes one request, so none is
 * made if Git is better in any case or if the tokens have few requests left.
 */
public final class AutoSource implements HistorySource {
    private final RequestReservations reservations;
    private final HistorySource git;
    private final LongPredicate cached;
    private final boolean contents;
    private final Consumer<String> log;

    /**
     * A choice between both sources.
     *
     * @param cached whether the clone cache holds a repository, by its ID
     * @param contents whether the dataset keeps file contents
     * @param log receives the choice for each history, and the reason
     */
    public AutoSource(HistoryApi api, HistorySource git, LongPredicate cached, boolean contents, Consumer<String> log) {
        this.reservations = new RequestReservations(api);
        this.git = git;
        this.cached = cached;
        this.contents = contents;
        this.log = log;
    }

    @Override
    public String format() {
        return git.format();
    }

    @Override
    public FetchOutcome fetch(
            Remote remote,
            String head,
            List<String> frontiers,
            Path folder,
            Deadline deadline,
            FetchProgress progress) {
        boolean isCached = cached.test(remote.repository());
        Optional<String> reason = SourceEstimate.gitReason(
                frontiers.size(), remote.kilobytes(), isCached, contents, reservations.unreserved());
        if (reason.isPresent()) {
            log.accept(remote.url() + ": " + reason.get());
            return git.fetch(remote, head, frontiers, folder, deadline, progress);
        }
        deadline.begin();
        RequestReservations.Reservation reservation = reservations.begin();
        ApiSource source = new ApiSource(reservation, git);
        try {
            CommitPages firstPages = source.firstPages(remote, head, frontiers);
            SourceEstimate estimate = reservation.reserve(rest -> new SourceEstimate(
                    firstPages.ahead(), frontiers.size(), remote.kilobytes(), isCached, contents, rest));
            log.accept(remote.url() + ": " + estimate.reason());
            return estimate.apiIsCheaper()
                    ? reserved(reservation, () -> source.fetch(remote, head, frontiers, folder, deadline, firstPages))
                    : git.fetch(remote, head, frontiers, folder, deadline, progress);
        } catch (UncertainAnswerException doubt) {
            return source.fetchFromGit(remote, head, frontiers, folder, deadline, progress, doubt);
        }
    }

    /** Fetches a history. Requests stay reserved for it until they are sent or the history is closed. */
    private static FetchOutcome reserved(RequestReservations.Reservation reservation, Supplier<FetchOutcome> fetch) {
        FetchOutcome fetched;
        try {
            fetched = fetch.get();
        } catch (RuntimeException failed) {
            reservation.release();
            throw failed;
        }
        if (fetched instanceof FetchOutcome.Here(History history, List<String> lost)) {
            return new FetchOutcome.Here(new ReleasingHistory(history, reservation::release), lost);
        }
        reservation.release();
        return fetched;
    }
}
