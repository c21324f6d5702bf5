package io.commitlake.storage;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;

/** Decides, once and at java.nio's edge, what a file system's refusal means. */
final class FileExceptions {
    private FileExceptions() {}

    /**
     * What to throw.
     *
     * @param operation in a word or two
     * @param file what it was done to
     */
    static CommitlakeException of(String operation, Path file, IOException failure) {
        String words = words(failure);
        if (failure instanceof AccessDeniedException || words.contains("Read-only file system")) {
            return CommitlakeException.settings(
                    operation + " " + file + ": this user has no right to it; grant it, or choose another folder ("
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

    /** A file system's message begins with the file it means, which may be another than the one asked for. */
    private static String words(IOException failure) {
        return FailureText.of(failure);
    }

    /** In the words of another language the reason would not be understood. */
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
