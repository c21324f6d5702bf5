package io.commitlake.job.export;

import io.commitlake.history.Limits;
import io.commitlake.model.CommitlakeException;
import java.nio.file.Path;

/**
 * How a shard is worked on.
 *
 * @param workers repositories at once
 * @param workFolder for what is fetched and written before it is put
 * @param limits of one repository
 */
public record ExportSettings(int workers, Path workFolder, Limits limits) {
    public ExportSettings {
        if (workers < 1 || workers > 1000) {
            throw CommitlakeException.settings("COMMITLAKE_WORKERS is " + workers + ": it should be from 1 to 1000");
        }
    }
}
