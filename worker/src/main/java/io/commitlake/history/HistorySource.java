package io.commitlake.history;

import java.nio.file.Path;
import java.util.List;

/** A way to a repository's history; every one gives the same rows. */
public interface HistorySource {
    /** The version of the rows that it gives: the same version and the same claim give the same rows. */
    String format();

    /**
     * Brings the head and the frontiers within reach.
     *
     * @param folder empty, for this history alone; removed by who made it
     * @param deadline of the whole export, begun by the first request
     * @throws io.commitlake.model.CommitlakeException of kind REPOSITORY where it failed in a way that a retry may mend
     */
    FetchOutcome fetch(Remote remote, String head, List<String> frontiers, Path folder, Deadline deadline);
}
