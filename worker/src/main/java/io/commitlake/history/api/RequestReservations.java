package io.commitlake.history.api;

import io.commitlake.history.Remote;
import io.commitlake.model.commit.CommitPath;
import io.commitlake.model.commit.SizedVersion;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/** Reserves requests for running exports, so that two don't plan on the same budget. */
final class RequestReservations {
    private final HistoryApi api;
    private long reserved;

    RequestReservations(HistoryApi api) {
        this.api = api;
    }

    /** The requests that the tokens have left and no export has reserved; empty before the first answer. */
    synchronized OptionalLong unreserved() {
        OptionalLong left = api.requestsLeft();
        return left.isPresent() ? OptionalLong.of(Math.max(0, left.getAsLong() - reserved)) : left;
    }

    /** Opens an empty reservation for one export. */
    Reservation begin() {
        return new Reservation();
    }

    /** GitHub's API as one export uses it: each request lowers the requests left and those reserved. */
    final class Reservation implements HistoryApi {
        private long requests;

        private Reservation() {}

        /** Estimates and reserves in one step, so that concurrent exports see each other's reservations. */
        SourceEstimate reserve(Function<OptionalLong, SourceEstimate> estimator) {
            synchronized (RequestReservations.this) {
                SourceEstimate estimate = estimator.apply(unreserved());
                set(estimate.apiIsCheaper() ? estimate.requests() : 0);
                return estimate;
            }
        }

        /** Gives up the rest of the reservation. */
        void release() {
            set(0);
        }

        private void set(long count) {
            synchronized (RequestReservations.this) {
                reserved += count - requests;
                requests = count;
            }
        }

        /** Lowers the reservation after the answer, so that a request under way counts twice rather than not at all. */
        @Override
        public Page get(Remote remote, String path) {
            try {
                return api.get(remote, path);
            } finally {
                synchronized (RequestReservations.this) {
                    set(Math.max(0, requests - 1));
                }
            }
        }

        @Override
        public Map<CommitPath, SizedVersion> files(Remote remote, List<CommitPath> files) {
            return api.files(remote, files); // GraphQL has its own budget
        }

        @Override
        public Map<String, String> texts(Remote remote, List<String> shas) {
            return api.texts(remote, shas);
        }

        @Override
        public boolean hasGraphQl(Remote remote) {
            return api.hasGraphQl(remote);
        }

        @Override
        public OptionalLong requestsLeft() {
            return unreserved();
        }
    }
}
