package io.commitlake.history;

import java.nio.file.Path;
import java.util.List;

/** A source of repositories' histories. All sources yield the same rows. */
public interface HistorySource {
    /** The version of its rows: the same version and the same claim yield the same rows. */
    String format();

    /**
     * Makes the history of the head and the frontiers available.
     *
     * @param folder an empty folder for this history alone; the caller removes it
     * @param deadline the deadline of the whole export, which begins with the first request
     * @param progress is told how far the fetch is, also of what the history fetches later
     * @throws io.commitlake.model.CommitlakeException of kind REPOSITORY if it failed in a way that a retry may cure
     */
    FetchOutcome fetch(
            Remote remote, String head, List<String> frontiers, Path folder, Deadline deadline, FetchProgress progress);
}
