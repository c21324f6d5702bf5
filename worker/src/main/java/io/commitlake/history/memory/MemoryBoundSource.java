package io.commitlake.history.memory;

import io.commitlake.history.Deadline;
import io.commitlake.history.FetchOutcome;
import io.commitlake.history.FetchProgress;
import io.commitlake.history.History;
import io.commitlake.history.HistorySource;
import io.commitlake.history.ReleasingHistory;
import io.commitlake.history.Remote;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** Wraps a Git source: a fetch waits for memory, and its history holds that memory until it is closed. */
public final class MemoryBoundSource implements HistorySource {
    /** Lets a thread wait without blocking the lane that it works in. */
    @FunctionalInterface
    public interface Waiting {
        <T> T await(Supplier<T> wait);
    }

    private final HistorySource source;
    private final GitMemory memory;
    private final Waiting waiting;

    public MemoryBoundSource(HistorySource source, GitMemory memory, Waiting waiting) {
        this.source = source;
        this.memory = memory;
        this.waiting = waiting;
    }

    @Override
    public String format() {
        return source.format();
    }

    @Override
    public FetchOutcome fetch(
            Remote remote,
            String head,
            List<String> frontiers,
            Path folder,
            Deadline deadline,
            FetchProgress progress) {
        GitMemory.Share share = share(remote, deadline);
        try {
            FetchOutcome fetched = source.fetch(remote, head, frontiers, folder, deadline, progress);
            if (fetched instanceof FetchOutcome.Here(History history, List<String> lost)) {
                FetchOutcome here = new FetchOutcome.Here(new ReleasingHistory(history, share::close), lost);
                share = null;
                return here;
            }
            return fetched;
        } finally {
            if (share != null) {
                share.close();
            }
        }
    }

    private GitMemory.Share share(Remote remote, Deadline deadline) {
        try (Deadline.Wait _ = deadline.waiting()) {
            return waiting.await(() -> memory.take(remote.repository(), remote.kilobytes()));
        }
    }
}
