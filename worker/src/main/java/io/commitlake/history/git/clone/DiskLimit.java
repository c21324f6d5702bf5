package io.commitlake.history.git.clone;

import io.commitlake.history.FetchOutcome;
import io.commitlake.history.FetchProgress;
import io.commitlake.history.git.plumbing.GitProcess;
import io.commitlake.model.CommitlakeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Stops a fetch whose repository takes too much disk.
 *
 * @param repository the repository's folder
 * @param url the address from which it is fetched
 * @param bytes the most bytes that its files may take
 */
record DiskLimit(Path repository, URI url, long bytes) {
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(500);

    /**
     * Checks the disk use during the fetch and at its end, because a small fetch ends before the first check.
     *
     * @param progress is told how much the files have grown
     */
    void waitFor(GitProcess fetch, FetchProgress progress) {
        long seen = used();
        try {
            while (!fetch.waitFor(CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                seen = check(fetch, seen, progress);
            }
            check(fetch, seen, progress);
        } catch (InterruptedException interrupted) {
            fetch.kill();
            Thread.currentThread().interrupt();
            throw CommitlakeException.repository("the fetch of " + url + " was interrupted", interrupted);
        }
    }

    private long check(GitProcess fetch, long seen, FetchProgress progress) {
        long used = used();
        if (used > bytes) {
            throw fetch.stop(tooLarge(bytes, used));
        }
        if (used > seen) {
            progress.received(used - seen);
        }
        return Math.max(seen, used);
    }

    /** The outcome of a repository that has taken this many bytes when its fetch was stopped. */
    static FetchOutcome.TooLarge tooLarge(long most, long used) {
        return new FetchOutcome.TooLarge("its history takes more disk than the " + most
                + " bytes that COMMITLAKE_MAX_REPOSITORY_DISK allows: " + used + " bytes when its fetch was stopped");
    }

    private long used() {
        try (Stream<Path> files = Files.walk(repository)) {
            return files.mapToLong(DiskLimit::fileBytes).sum();
        } catch (IOException | UncheckedIOException moved) {
            return 0; // Git renames files while it works; the next check counts them
        }
    }

    private static long fileBytes(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (NoSuchFileException moved) {
            return 0;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
