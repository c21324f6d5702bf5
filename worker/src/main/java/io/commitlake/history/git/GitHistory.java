package io.commitlake.history.git;

import io.commitlake.history.EarlierExports;
import io.commitlake.history.History;
import io.commitlake.history.NewCommits;
import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.LocalDisk;
import io.commitlake.history.object.CommitIndex;
import io.commitlake.history.object.EmailUses;
import io.commitlake.history.object.HeldCommits;
import io.commitlake.history.object.RawCommit;
import io.commitlake.model.ShaSet;
import io.commitlake.model.Tip;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** A history that Git reads from a bare repository. */
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
        Path chain = repository.scratchFile("first-parents");
        // The head usually is the tip, so walk its whole first-parent chain only if it isn't.
        writeReachable(chain, List.of(head), sha -> true, "--first-parent", "--max-count=1");
        Optional<Tip> tip = firstBefore(chain, snapshot);
        if (tip.isPresent()) {
            return tip;
        }
        writeReachable(chain, List.of(head), sha -> true, "--first-parent");
        return firstBefore(chain, snapshot);
    }

    private Optional<Tip> firstBefore(Path chain, Instant snapshot) {
        try (CommitReader commits = new CommitReader(repository, chain)) {
            for (Optional<RawCommit> next = commits.nextHeaders(); next.isPresent(); next = commits.nextHeaders()) {
                Instant at = Instant.ofEpochSecond(next.get().seconds());
                if (at.isBefore(snapshot)) {
                    return Optional.of(new Tip(commits.lastSha(), at));
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
    public List<String> independent(List<String> commits) {
        return IndependentCommits.of(repository, commits);
    }

    @Override
    public List<String> reachedAmong(String tip, List<String> frontiers) {
        Set<String> reached = new LinkedHashSet<>(frontiers);
        reached.add(tip);
        independent(List.copyOf(reached)).forEach(reached::remove);
        return List.copyOf(reached);
    }

    @Override
    public NewCommits newCommits(String tip, List<String> frontiers, Optional<EarlierExports> earlier) {
        ShaSet reached = new ShaSet();
        ReachableCommits.addTo(reached, repository, "frontiers", frontiers);
        Path found = repository.scratchFile("new-commits");
        writeReachable(found, List.of(tip), sha -> !reached.contains(sha));
        if (earlier.isPresent()) {
            ShaSet held = HeldCommits.among(
                    indexed(found, new EmailUses()),
                    earlier.get(),
                    (commits, all) -> ReachableCommits.addTo(all, repository, "held", commits));
            writeReachable(found, List.of(tip), sha -> !reached.contains(sha) && !held.contains(sha));
        }
        EmailUses emails = new EmailUses();
        return new GitNewCommits(repository, indexed(found, emails), emails.first());
    }

    private CommitIndex indexed(Path found, EmailUses emails) {
        CommitIndex.Builder index = new CommitIndex.Builder();
        try (CommitReader commits = new CommitReader(repository, found)) {
            for (Optional<RawCommit> next = commits.nextHeaders(); next.isPresent(); next = commits.nextHeaders()) {
                RawCommit commit = next.get();
                String sha = commits.lastSha();
                index.add(sha, commit.seconds());
                emails.add(sha, commit.author(), commit.committer());
            }
        }
        return index.sorted();
    }

    /** Writes the reachable commits that match the predicate to a file, one SHA per line. */
    private void writeReachable(Path to, List<String> from, Predicate<String> predicate, String... options) {
        try (ReachableCommits reached = new ReachableCommits(repository, to.getFileName() + "-of", from, options);
                BufferedWriter out = Files.newBufferedWriter(to, StandardCharsets.US_ASCII)) {
            for (Optional<String> sha = reached.next(); sha.isPresent(); sha = reached.next()) {
                if (predicate.test(sha.get())) {
                    out.write(sha.get());
                    out.write('\n');
                }
            }
        } catch (IOException failed) {
            throw LocalDisk.failure(to, failed);
        }
    }

    @Override
    public void close() {
        repository.git().killAllIn(repository.folder());
    }
}
