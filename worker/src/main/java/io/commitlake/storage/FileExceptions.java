package io.commitlake.storage;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;

/** Translates the failures of {@code java.nio} file operations, so that only this class decides whether to retry. */
final class FileExceptions {
    private FileExceptions() {}

    /**
     * The exception to throw for a failure.
     *
     * @param operation the failed operation, in a word or two
     * @param file the file or folder of the operation
     * @param failure the cause
     */
    static CommitlakeException of(String operation, Path file, IOException failure) {
        String words = FailureText.of(failure);
        if (failure instanceof AccessDeniedException || words.contains("Read-only file system")) {
            return CommitlakeException.settings(
                    operation + " " + file + ": this user lacks permission; grant it, or choose another folder ("
                            + words + ")",
                    failure);
        }
        if (words.contains("No space left") || words.contains("quota exceeded") || isFull(file)) {
            return CommitlakeException.store(
                    operation + " " + file + ": the disk is full; make room in " + file.getParent() + " (" + words
                            + ")",
                    failure);
        }
        return CommitlakeException.store(operation + " " + file + ": " + words, failure);
    }

    /** The file system's message may be in another language, so check the free space too. */
    private static boolean isFull(Path file) {
        for (Path above = file; above != null; above = above.getParent()) {
            if (Files.exists(above)) {
                try {
                    return Files.getFileStore(above).getUsableSpace() == 0
                            && Files.getFileStore(above).getTotalSpace() > 0;
                } catch (IOException | SecurityException | ReadOnlyFileSystemException unknown) {
                    return false;
                }
            }
        }
        return false;
    }
}
