package io.commitlake.history.git;

import io.commitlake.model.CommitlakeException;
import java.io.IOException;
import java.nio.file.Path;

/** What goes wrong on the disk that histories are fetched to. */
final class LocalDisk {
    private LocalDisk() {}

    static CommitlakeException failure(Path file, IOException failed) {
        String words = String.valueOf(failed.getMessage());
        return words.contains("No space left") || words.contains("quota")
                ? full(file, words)
                : CommitlakeException.repository(file + " can't be written or read: " + words, failed);
    }

    static CommitlakeException full(Path where, String words) {
        return CommitlakeException.repository("the disk of " + where + " is full: make room there, or set "
                + "COMMITLAKE_WORK_DIR to a folder on a larger one: " + words);
    }
}
