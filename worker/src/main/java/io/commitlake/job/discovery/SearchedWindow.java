package io.commitlake.job.discovery;

import io.commitlake.github.RemoteRepository;
import java.util.List;

/**
 * A window that isn't split further, and what was found in it.
 *
 * @param total that GitHub says there are
 * @param found each once
 * @param fault why that may not be all; empty where it is
 */
public record SearchedWindow(SearchWindow window, long total, List<RemoteRepository> found, String fault) {
    /** Requests that it takes at the least: pages of 100, one where there is nothing. */
    public long pages() {
        return Math.max(1, Math.ceilDiv(Math.min(total, WindowSweep.MOST_SHOWN), WindowSweep.PAGE));
    }

    boolean complete() {
        return fault.isEmpty();
    }
}
