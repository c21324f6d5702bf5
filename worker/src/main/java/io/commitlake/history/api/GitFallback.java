package io.commitlake.history.api;

import io.commitlake.history.Deadline;
import io.commitlake.history.FetchException;
import io.commitlake.history.FetchOutcome;
import io.commitlake.history.FetchProgress;
import io.commitlake.history.History;
import io.commitlake.history.HistorySource;
import io.commitlake.history.Remote;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The same history from Git, fetched at the first uncertain answer and used from then on. Thread-safe. */
final class GitFallback implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GitFallback.class);

    private final HistorySource git;
    private final Remote remote;
    private final String head;
    private final List<String> frontiers;
    private final Path folder;
    private final Deadline deadline;
    private volatile @Nullable History history;
    private @Nullable RuntimeException failure;
    private volatile boolean closed;

    GitFallback(HistorySource git, Remote remote, String head, List<String> frontiers, Path folder, Deadline deadline) {
        this.git = git;
        this.remote = remote;
        this.head = head;
        this.frontiers = List.copyOf(frontiers);
        this.folder = folder;
        this.deadline = deadline;
    }

    /** The history from Git, if an earlier uncertain answer made it necessary. */
    Optional<History> ifFetched() {
        return Optional.ofNullable(history);
    }

    /**
     * The history from Git, which this fetches if it isn't there yet.
     *
     * @param doubt the uncertain answer, for the log
     * @throws FetchException if Git can't fetch it
     */
    synchronized History history(UncertainAnswerException doubt) {
        History fetched = history;
        if (fetched != null) {
            return fetched;
        }
        // Other threads may have waited for this fetch, and one of them may be the first to report.
        if (failure != null) {
            throw failure;
        }
        log(remote, doubt);
        try {
            fetched = fetch();
        } catch (RuntimeException failed) {
            failure = failed;
            throw failed;
        }
        history = fetched;
        if (closed) {
            fetched.close();
        }
        return fetched;
    }

    private History fetch() {
        return switch (git.fetch(remote, head, frontiers, createFolder(), deadline, FetchProgress.NONE)) {
            case FetchOutcome.Here(History here, List<String> lost) when lost.isEmpty() -> here;
            case FetchOutcome.Here(History here, List<String> lost) -> {
                here.close();
                throw CommitlakeException.repository(remote.url() + ": GitHub's API has the commits " + lost
                        + ", but Git can't fetch them: set COMMITLAKE_SOURCE=git");
            }
            case FetchOutcome other -> throw new FetchException(other);
        };
    }

    static void log(Remote remote, UncertainAnswerException doubt) {
        LOG.info("{}: the history comes from Git, because GitHub's API isn't certain: {}", remote.url(), doubt.why());
    }

    private Path createFolder() {
        try {
            return Files.createDirectory(folder.resolve("by-git"));
        } catch (IOException failed) {
            throw CommitlakeException.repository(
                    folder.resolve("by-git") + " can't be created: " + FailureText.of(failed), failed);
        }
    }

    @Override
    public void close() {
        closed = true;
        ifFetched().ifPresent(History::close);
    }
}
