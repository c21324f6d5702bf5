package io.commitlake.job.discovery;

import io.commitlake.github.RemoteRepository;
import java.util.List;

/**
 * A window that isn't split further, with the repositories found in it.
 *
 * @param total GitHub's own count
 * @param found the repositories, each once
 * @param fault why repositories may be missing; empty if none are
 */
public record SearchedWindow(SearchWindow window, long total, List<RemoteRepository> found, String fault) {
    /** The minimum number of requests: one per page of 100, and one for an empty window. */
    public long pages() {
        return Math.max(1, Math.ceilDiv(Math.min(total, WindowSweep.MOST_SHOWN), WindowSweep.PAGE));
    }

    boolean complete() {
        return fault.isEmpty();
    }
}
