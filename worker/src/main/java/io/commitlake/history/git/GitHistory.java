package io.commitlake.history.git;

import io.commitlake.history.EarlierExports;
import io.commitlake.history.History;
import io.commitlake.history.LeftCommits;
import io.commitlake.history.NewCommits;
import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.object.CommitIndex;
import io.commitlake.history.object.EmailUses;
import io.commitlake.history.object.HeldCommits;
import io.commitlake.history.object.RawCommit;
import io.commitlake.model.ShaSet;
import io.commitlake.model.Tip;
import io.commitlake.model.commit.EmailUse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A history that Git reads from a bare repository. */
final class GitHistory implements History {
    private final BareRepository repository;
    private final int maxFewCommits;
    private final Optional<DiffObjects> unfetched;
    /** Opened when first needed, and passed on to the reader of new commits. */
    private @Nullable ObjectReader objects;

    GitHistory(BareRepository repository) {
        this(repository, FewCommits.MAX_COMMITS, Optional.empty());
    }

    /**
     * Reads a history in one of two ways, which yield the same commits: {@link FewCommits}, or {@code git rev-list}.
     *
     * @param unfetched fetches what the diffs of new commits read; empty if the repository has everything
     */
    GitHistory(BareRepository repository, int maxFewCommits, Optional<DiffObjects> unfetched) {
        this.repository = repository;
        this.maxFewCommits = maxFewCommits;
        this.unfetched = unfetched;
    }

    @Override
    public String source() {
        return "git";
    }

    @Override
    public Optional<Tip> tipBefore(String head, Instant snapshot) {
        // The head usually is the tip, so walk its first-parent chain only if it isn't. The head may also be a tag,
        // which rev-list follows.
        Optional<Instant> at = objects().readCommit(head).map(commit -> Instant.ofEpochSecond(commit.seconds()));
        if (at.isPresent() && at.get().isBefore(snapshot)) {
            return Optional.of(new Tip(head, at.get()));
        }
        Path chain = repository.scratchFile("first-parents");
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
    public NewCommits newCommits(String tip, List<String> frontiers, Optional<EarlierExports> earlier) {
        ShaSet excluded = new ShaSet();
        ReachableCommits.addTo(excluded, repository, "frontiers", frontiers);
        if (earlier.isPresent()) {
            HeldCommits.addTo(
                    excluded,
                    reachedBy(tip, excluded).index(),
                    earlier.get(),
                    held -> ReachableCommits.addTo(excluded, repository, "held", held));
        }
        Optional<Map<String, RawCommit>> few = FewCommits.reachedBy(tip, excluded::contains, objects(), maxFewCommits);
        Reached reached = few.map(Reached::of).orElseGet(() -> reachedBy(tip, excluded));
        CommitIndex sorted = reached.index();
        unfetched.ifPresent(missing -> missing.fetchFor(sorted, objects()));
        ObjectReader passedOn = objects();
        objects = null;
        return new GitNewCommits(repository, sorted, reached.emails(), few, passedOn);
    }

    @Override
    public Optional<LeftCommits> leftBehind(String oldTip, String tip) {
        ShaSet kept = new ShaSet();
        ReachableCommits.addTo(kept, repository, "kept", List.of(tip));
        Optional<String> mergeBase = Optional.empty();
        long left = 0;
        // In this order, children come before their parents. So no other common commit reaches the first one.
        try (ReachableCommits reached =
                new ReachableCommits(repository, "left-behind", List.of(oldTip), "--topo-order")) {
            for (Optional<String> sha = reached.next(); sha.isPresent(); sha = reached.next()) {
                if (!kept.contains(sha.get())) {
                    left++;
                } else if (mergeBase.isEmpty()) {
                    mergeBase = sha;
                }
            }
        }
        return Optional.of(new LeftCommits(mergeBase, left));
    }

    /** The index of some commits, and the e-mails in them. */
    private static final class Reached {
        private final CommitIndex.Builder index = new CommitIndex.Builder();
        private final EmailUses emails = new EmailUses();

        static Reached of(Map<String, RawCommit> commits) {
            Reached reached = new Reached();
            commits.forEach(reached::add);
            return reached;
        }

        void add(String sha, RawCommit commit) {
            index.add(sha, commit.seconds());
            emails.add(sha, commit.author(), commit.committer());
        }

        CommitIndex index() {
            return index.sorted();
        }

        Map<String, EmailUse> emails() {
            return emails.first();
        }
    }

    /**
     * The commits that a tip reaches, without the excluded ones.
     *
     * @param excluded with each commit, all that it reaches
     */
    private Reached reachedBy(String tip, ShaSet excluded) {
        Reached reached = new Reached();
        if (PackedCommits.walk(tip, excluded::contains, objects(), reached::add)) {
            return reached;
        }
        Reached byGit = new Reached();
        forEachCommit(tip, sha -> !excluded.contains(sha), byGit::add);
        return byGit;
    }

    private void forEachCommit(String tip, Predicate<String> predicate, BiConsumer<String, RawCommit> each) {
        Path found = repository.scratchFile("new-commits");
        writeReachable(found, List.of(tip), predicate);
        try (CommitReader commits = new CommitReader(repository, found)) {
            for (Optional<RawCommit> next = commits.nextHeaders(); next.isPresent(); next = commits.nextHeaders()) {
                each.accept(commits.lastSha(), next.get());
            }
        }
    }

    private ObjectReader objects() {
        if (objects == null) {
            objects = new ObjectReader(repository);
        }
        return objects;
    }

    /** Writes the reachable commits that match the predicate to a file, one SHA per line. */
    private void writeReachable(Path to, List<String> from, Predicate<String> predicate, String... options) {
        try (ReachableCommits reached = new ReachableCommits(repository, to.getFileName() + "-of", from, options);
                ShaFile out = new ShaFile(to)) {
            for (Optional<String> sha = reached.next(); sha.isPresent(); sha = reached.next()) {
                if (predicate.test(sha.get())) {
                    out.add(sha.get());
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            if (objects != null) {
                objects.close();
            }
        } finally {
            repository.git().killAllIn(repository.folder());
        }
    }
}
