package io.commitlake.history.git;

import io.commitlake.history.git.CommitReader.Lines;
import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.GitProcess;
import io.commitlake.history.git.plumbing.LocalDisk;
import io.commitlake.model.FailureText;
import io.commitlake.model.Sha;
import io.commitlake.model.ShaSet;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Walks all commits that the given commits reach, themselves included, with {@code git rev-list}.
 *
 * <p>It never asks Git to exclude commits. With exclusions, Git trusts committer dates: it stops a few commits after
 * the first one that is older than every commit it still has to show (the "slop" in its revision.c), and so may show
 * excluded commits as new if dates are skewed. Without exclusions, it follows every parent whatever the dates say.
 */
final class ReachableCommits implements AutoCloseable {
    private final GitProcess walk;
    private final InputStream found;

    /**
     * Starts the walk.
     *
     * @param name the name of this walk's input file, which lies beside the repository
     */
    ReachableCommits(BareRepository repository, String name, List<String> from, String... options) {
        Path input = repository.scratchFile(name);
        List<String> arguments = new ArrayList<>(List.of("rev-list"));
        arguments.addAll(List.of(options));
        arguments.add("--stdin");
        try {
            Files.write(input, from.stream().map(Sha::of).toList());
        } catch (IOException failed) {
            throw LocalDisk.failure(input, failed);
        }
        this(repository
                .git()
                .start(repository.command(arguments.toArray(String[]::new)).withInput(input)));
    }

    ReachableCommits(GitProcess walk) {
        this.walk = walk;
        this.found = new BufferedInputStream(walk.output(), 1 << 16);
    }

    /** Adds the reachable commits to a set that is compact enough for whole histories. */
    static void addTo(ShaSet shas, BareRepository repository, String name, List<String> from) {
        if (from.isEmpty()) {
            return; // rev-list refuses an empty input
        }
        try (ReachableCommits reached = new ReachableCommits(repository, name, from)) {
            for (Optional<String> sha = reached.next(); sha.isPresent(); sha = reached.next()) {
                shas.add(sha.get());
            }
        }
    }

    /** Reads the next SHA, in Git's order; empty after the last. */
    Optional<String> next() {
        try {
            String sha = Lines.next(found);
            if (sha.isEmpty()) {
                walk.waitForSuccess();
                return Optional.empty();
            }
            if (!Sha.is(sha)) {
                throw walk.failure("printed \"" + sha + "\", which isn't a commit");
            }
            return Optional.of(sha);
        } catch (IOException broken) {
            throw walk.failure("failed midway: " + FailureText.of(broken));
        }
    }

    @Override
    public void close() {
        walk.close();
    }
}
