package io.commitlake.history.git;

import io.commitlake.history.History;
import io.commitlake.history.NewCommits;
import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.LocalDisk;
import io.commitlake.history.object.CommitIndex;
import io.commitlake.history.object.RawCommit;
import io.commitlake.model.ShaSet;
import io.commitlake.model.Tip;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A history in a bare repository of its own. */
final class GitHistory implements History {
    private final BareRepository repository;

    GitHistory(BareRepository repository) {
        this.repository = repository;
    }

    @Override
    public String source() {
        return "git";
    }

    @Override
    public Optional<Tip> tipBefore(String head, Instant snapshot) {
        Path chain = repository.scratch("first-parents");
        // The head mostly is the tip: its whole chain is walked only where it isn't.
        keep(chain, List.of(head), sha -> true, "--first-parent", "--max-count=1");
        Optional<Tip> tip = firstBefore(chain, snapshot);
        if (tip.isPresent()) {
            return tip;
        }
        keep(chain, List.of(head), sha -> true, "--first-parent");
        return firstBefore(chain, snapshot);
    }

    private Optional<Tip> firstBefore(Path chain, Instant snapshot) {
        try (CommitReader commits = new CommitReader(repository, chain)) {
            for (Optional<RawCommit> next = commits.nextHeaders(); next.isPresent(); next = commits.nextHeaders()) {
                Instant at = Instant.ofEpochSecond(next.get().seconds());
                if (at.isBefore(snapshot)) {
                    return Optional.of(new Tip(commits.sha(), at));
                }
            }
            return Optional.empty();
        }
    }

    @Override
    public boolean reaches(List<String> frontiers, String commit) {
        if (frontiers.isEmpty() || frontiers.contains(commit)) {
            return !frontiers.isEmpty();
        }
        try (ReachableCommits reached = new ReachableCommits(repository, "reached-of", frontiers)) {
            for (Optional<String> sha = reached.next(); sha.isPresent(); sha = reached.next()) {
                if (sha.get().equals(commit)) {
                    return true;
                }
            }
            return false;
        }
    }

    @Override
    public NewCommits newCommits(String tip, List<String> frontiers, Predicate<String> exported) {
        ShaSet reached = ReachableCommits.by(repository, "frontiers", frontiers);
        Path found = repository.scratch("new-commits");
        keep(found, List.of(tip), sha -> !reached.contains(sha) && !exported.test(sha));
        CommitIndex.Builder index = new CommitIndex.Builder();
        Map<String, String> authors = new HashMap<>();
        try (CommitReader commits = new CommitReader(repository, found)) {
            for (Optional<RawCommit> next = commits.nextHeaders(); next.isPresent(); next = commits.nextHeaders()) {
                RawCommit commit = next.get();
                String sha = commits.sha();
                index.add(sha, commit.seconds());
                // The least sha, whatever the order of the walk, so that the same question is asked each time.
                commit.email().ifPresent(email -> authors.merge(email, sha, (a, b) -> a.compareTo(b) < 0 ? a : b));
            }
        }
        return new GitNewCommits(repository, index.sorted(), Map.copyOf(authors));
    }

    /** Writes those of the commits that are reached and wanted to a file, one sha a line. */
    private void keep(Path to, List<String> from, Predicate<String> wanted, String... options) {
        try (ReachableCommits reached = new ReachableCommits(repository, to.getFileName() + "-of", from, options);
                BufferedWriter kept = Files.newBufferedWriter(to, StandardCharsets.US_ASCII)) {
            for (Optional<String> sha = reached.next(); sha.isPresent(); sha = reached.next()) {
                if (wanted.test(sha.get())) {
                    kept.write(sha.get());
                    kept.write('\n');
                }
            }
        } catch (IOException failed) {
            throw LocalDisk.failure(to, failed);
        }
    }

    @Override
    public void close() {
        repository.git().endAll(repository.folder());
    }
}
