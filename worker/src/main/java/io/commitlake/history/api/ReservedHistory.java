package io.commitlake.history.api;

import io.commitlake.history.EarlierExports;
import io.commitlake.history.History;
import io.commitlake.history.NewCommits;
import io.commitlake.model.Tip;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A history that releases its reserved requests when it is closed. */
final class ReservedHistory implements History {
    private final History history;
    private final RequestReservations.Reservation reservation;

    ReservedHistory(History history, RequestReservations.Reservation reservation) {
        this.history = history;
        this.reservation = reservation;
    }

    @Override
    public String source() {
        return history.source();
    }

    @Override
    public Optional<Tip> tipBefore(String head, Instant snapshot) {
        return history.tipBefore(head, snapshot);
    }

    @Override
    public boolean reaches(List<String> frontiers, String commit) {
        return history.reaches(frontiers, commit);
    }

    @Override
    public List<String> independent(List<String> commits) {
        return history.independent(commits);
    }

    @Override
    public List<String> reachedAmong(String tip, List<String> frontiers) {
        return history.reachedAmong(tip, frontiers);
    }

    @Override
    public NewCommits newCommits(String tip, List<String> frontiers, Optional<EarlierExports> earlier) {
        return history.newCommits(tip, frontiers, earlier);
    }

    @Override
    public void close() {
        reservation.release();
        history.close();
    }
}
