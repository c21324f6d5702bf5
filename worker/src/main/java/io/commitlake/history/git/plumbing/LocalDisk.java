package io.commitlake.history.git.plumbing;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The disk that histories are fetched to, and what goes wrong on it. */
public final class LocalDisk {
    private LocalDisk() {}

    /** Removes a folder with all that is in it, if it is there. */
    public static void remove(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    public static CommitlakeException failure(Path file, IOException failed) {
        String words = FailureText.of(failed);
        return words.contains("No space left") || words.contains("quota")
                ? full(file, words)
                : CommitlakeException.repository(file + " can't be written or read: " + words, failed);
    }

    public static CommitlakeException full(Path where, String words) {
        return CommitlakeException.repository("the disk of " + where + " is full: make room there, or set "
                + "COMMITLAKE_WORK_DIR to a folder on a larger one: " + words);
    }
}
