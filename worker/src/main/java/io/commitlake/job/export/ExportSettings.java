package io.commitlake.job.export;

import io.commitlake.history.Limits;
import io.commitlake.model.CommitlakeException;
import java.nio.file.Path;

/**
 * Settings of the extract step.
 *
 * @param workers number of repositories that are fetched, read and written at once
 * @param workFolder local folder for fetched history and for data files until they are put
 * @param limits limits of one repository
 */
public record ExportSettings(int workers, Path workFolder, Limits limits) {
    /** Repositories that are under way for each one that works; the others wait for the store, which costs little. */
    private static final int IN_FLIGHT = 2;

    public ExportSettings {
        if (workers < 1 || workers > 1000) {
            throw CommitlakeException.settings(
                    "COMMITLAKE_WORKERS is " + workers + ": it should be a number from 1 to 1000");
        }
    }

    /** The number of repositories that are under way at once. */
    public int inFlight() {
        return IN_FLIGHT * workers;
    }
}
