package io.commitlake.history.api;

import io.commitlake.history.History;
import io.commitlake.history.NewCommits;
import io.commitlake.model.Tip;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** A history for which something is kept until it is closed. */
final class Promised implements History {
    private final History history;
    private final Runnable release;
    private final AtomicBoolean closed = new AtomicBoolean();

    Promised(History history, Runnable release) {
        this.history = history;
        this.release = release;
    }

    @Override
    public String source() {
        return history.source();
    }

    @Override
    public Optional<Tip> tipBefore(String head, Instant snapshot) {
        return history.tipBefore(head, snapshot);
    }

    @Override
    public boolean reaches(List<String> frontiers, String commit) {
        return history.reaches(frontiers, commit);
    }

    @Override
    public NewCommits newCommits(String tip, List<String> frontiers, Predicate<String> exported) {
        return history.newCommits(tip, frontiers, exported);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release.run();
        }
        history.close();
    }
}
