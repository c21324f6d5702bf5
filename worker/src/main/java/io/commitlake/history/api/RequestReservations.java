package io.commitlake.history.api;

import io.commitlake.history.Remote;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/** Requests that exports which are under way may still ask: what the tokens have left isn't planned on twice. */
final class RequestReservations {
    private final HistoryApi api;
    private long promised;

    RequestReservations(HistoryApi api) {
        this.api = api;
    }

    /** What the tokens have left that is promised to nobody; empty before the first answer. */
    synchronized OptionalLong left() {
        OptionalLong left = api.left();
        return left.isPresent() ? OptionalLong.of(Math.max(0, left.getAsLong() - promised)) : left;
    }

    /** Nothing yet, to one export. */
    Promise begin() {
        return new Promise();
    }

    /** GitHub's API as one export asks it: each request lowers both what is left and what was promised of it. */
    final class Promise implements HistoryApi {
        private long kept;

        private Promise() {}

        /** Looks and promises in one step: of many that look at once, each promises before the next one looks. */
        SourceEstimate of(Function<OptionalLong, SourceEstimate> byLeft) {
            synchronized (RequestReservations.this) {
                SourceEstimate estimate = byLeft.apply(left());
                keep(estimate.apiIsCheaper() ? estimate.requests() : 0);
                return estimate;
            }
        }

        /** It asks no more. */
        void release() {
            keep(0);
        }

        private void keep(long requests) {
            synchronized (RequestReservations.this) {
                promised += requests - kept;
                kept = requests;
            }
        }

        /** Lowered after the answer: what is on its way counts twice for a moment rather than not at all. */
        @Override
        public Page get(Remote remote, String path) {
            try {
                return api.get(remote, path);
            } finally {
                synchronized (RequestReservations.this) {
                    keep(Math.max(0, kept - 1));
                }
            }
        }

        @Override
        public Map<String, Sized> objects(Remote remote, List<String> expressions) {
            return api.objects(remote, expressions); // of GraphQL's hour
        }

        @Override
        public boolean sees(Remote remote) {
            return api.sees(remote);
        }

        @Override
        public OptionalLong left() {
            return RequestReservations.this.left();
        }
    }
}
