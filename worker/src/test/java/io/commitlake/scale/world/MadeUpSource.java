package io.commitlake.scale.world;

import io.commitlake.history.Deadline;
import io.commitlake.history.FetchOutcome;
import io.commitlake.history.FetchProgress;
import io.commitlake.history.HistorySource;
import io.commitlake.history.Remote;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Fetches made-up histories as Git would: whole ones, because an empty repository receives them. */
record MadeUpSource(MadeUpHub hub, VirtualTime time, Requests requests) implements HistorySource {
    /** Git asks what the server can do, then for the commits. */
    private static final int ROUND_TRIPS = 2;

    private static final long BYTES_PER_SECOND = 5_000_000;

    @Override
    public String format() {
        return "1 git 2.50.0";
    }

    @Override
    public FetchOutcome fetch(
            Remote remote,
            String head,
            List<String> frontiers,
            Path folder,
            Deadline deadline,
            FetchProgress progress) {
        deadline.begin();
        int id = (int) remote.repository();
        requests.add("github request: Git", ROUND_TRIPS);
        time.sleep(MadeUpGitHub.ROUND_TRIP.multipliedBy(ROUND_TRIPS));
        if (hub.isGone(id)) {
            return new FetchOutcome.Gone("made up: not found");
        }
        long bytes = 1000 * hub.kilobytes(id);
        requests.add("github bytes down", bytes);
        time.sleep(Duration.ofMillis(1000 * bytes / BYTES_PER_SECOND));
        List<Map.Entry<String, MadeUpCommit>> history = time.outside(() -> hub.history(id));
        return new FetchOutcome.Here(new MadeUpHistory(history, time), List.of());
    }
}
