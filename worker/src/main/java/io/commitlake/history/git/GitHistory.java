package io.commitlake.history.git;

import io.commitlake.history.History;
import io.commitlake.history.NewCommits;
import io.commitlake.model.Sha;
import io.commitlake.model.Tip;
import java.io.BufferedInputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
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
        walk(List.of(Sha.of(head)), chain, sha -> true, "--first-parent");
        try (CommitObjects commits = new CommitObjects(repository, chain)) {
            for (Optional<RawCommit> next = commits.next(); next.isPresent(); next = commits.next()) {
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
        List<String> revisions = new ArrayList<>(frontiers.size() + 1);
        revisions.add(Sha.of(commit));
        frontiers.forEach(frontier -> revisions.add("^" + Sha.of(frontier)));
        Path left = repository.scratch("unreached");
        walk(revisions, left, sha -> true, "--max-count=1");
        try {
            return Files.size(left) == 0;
        } catch (IOException failed) {
            throw LocalDisk.failure(left, failed);
        }
    }

    @Override
    public NewCommits newCommits(String tip, List<String> frontiers, Predicate<String> exported) {
        List<String> revisions = new ArrayList<>(frontiers.size() + 1);
        revisions.add(Sha.of(tip));
        frontiers.forEach(frontier -> revisions.add("^" + Sha.of(frontier)));
        Path found = repository.scratch("new-commits");
        walk(revisions, found, exported.negate());
        CommitIndex.Builder index = new CommitIndex.Builder();
        Map<String, String> authors = new HashMap<>();
        try (CommitObjects commits = new CommitObjects(repository, found)) {
            for (Optional<RawCommit> next = commits.next(); next.isPresent(); next = commits.next()) {
                RawCommit commit = next.get();
                String sha = commits.sha();
                index.add(sha, commit.seconds());
                // The least sha, whatever the order of the walk, so that the same question is asked each time.
                commit.email().ifPresent(email -> authors.merge(email, sha, (a, b) -> a.compareTo(b) < 0 ? a : b));
            }
        }
        return new GitNewCommits(repository, index.sorted(), Map.copyOf(authors));
    }

    /** Writes the commits that {@code git rev-list} finds to a file, one sha a line. */
    private void walk(List<String> revisions, Path to, Predicate<String> wanted, String... options) {
        Path asked = repository.scratch(to.getFileName() + "-of");
        List<String> arguments = new ArrayList<>(List.of("rev-list"));
        arguments.addAll(List.of(options));
        arguments.add("--stdin");
        try {
            Files.write(asked, revisions);
        } catch (IOException failed) {
            throw LocalDisk.failure(asked, failed);
        }
        try (GitProcess walk = repository
                        .git()
                        .start(repository
                                .command(arguments.toArray(String[]::new))
                                .reading(asked));
                InputStream found = new BufferedInputStream(walk.output(), 1 << 16);
                BufferedWriter kept = Files.newBufferedWriter(to, StandardCharsets.US_ASCII)) {
            for (String sha = CommitObjects.Lines.next(found); !sha.isEmpty(); sha = CommitObjects.Lines.next(found)) {
                if (wanted.test(sha)) {
                    kept.write(sha);
                    kept.write('\n');
                }
            }
            walk.end();
        } catch (IOException failed) {
            throw LocalDisk.failure(to, failed);
        }
    }

    @Override
    public void close() {
        repository.git().endAll(repository.folder());
    }
}
