package io.commitlake.history;

import io.commitlake.model.Tip;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A history that gives something back when it is closed.
 *
 * @param release runs after the history is closed, even if that fails
 */
public record ReleasingHistory(History history, Runnable release) implements History {
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
    public List<String> independent(List<String> commits) {
        return history.independent(commits);
    }

    @Override
    public List<String> reachedAmong(String tip, List<String> frontiers) {
        return history.reachedAmong(tip, frontiers);
    }

    @Override
    public NewCommits newCommits(String tip, List<String> frontiers, Optional<EarlierExports> earlier) {
        return history.newCommits(tip, frontiers, earlier);
    }

    @Override
    public Optional<LeftCommits> leftBehind(String oldTip, String tip) {
        return history.leftBehind(oldTip, tip);
    }

    @Override
    public void close() {
        try {
            history.close();
        } finally {
            release.run();
        }
    }
}
