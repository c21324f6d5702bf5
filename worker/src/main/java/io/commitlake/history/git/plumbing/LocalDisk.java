package io.commitlake.history.git.plumbing;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Deletes folders on the disk that histories are fetched to, and turns its errors into exceptions. */
public final class LocalDisk {
    private LocalDisk() {}

    /** Removes a folder and its contents, if it exists. */
    public static void remove(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** An exception of kind REPOSITORY for a file error; a full disk gets the message of {@link #diskFull}. */
    public static CommitlakeException failure(Path file, IOException failed) {
        String words = FailureText.of(failed);
        return words.contains("No space left") || words.contains("quota")
                ? diskFull(file, words)
                : CommitlakeException.repository(file + " can't be written or read: " + words, failed);
    }

    /** An exception of kind REPOSITORY for a full disk, which says how to get more space. */
    public static CommitlakeException diskFull(Path where, String words) {
        return CommitlakeException.repository("the disk of " + where + " is full: make room there, or set "
                + "COMMITLAKE_WORK_DIR to a folder on a larger one: " + words);
    }
}
