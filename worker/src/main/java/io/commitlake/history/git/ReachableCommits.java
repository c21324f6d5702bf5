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
 * All that some commits reach, themselves included, as {@code git rev-list} walks it.
 *
 * <p>git is never told what to leave out. Told so, it trusts the committers' dates: it stops a few commits after the first
 * that is older than all it still has to show (the "slop" of its revision.c), and shows as new what an ancestor of other
 * dates reaches. Without anything to leave out it follows every parent, whatever the dates say.
 */
final class ReachableCommits implements AutoCloseable {
    private final GitProcess walk;
    private final InputStream found;

    /**
     * Begins to walk.
     *
     * @param name of a file beside the repository, this walk's own
     */
    ReachableCommits(BareRepository repository, String name, List<String> from, String... options) {
        Path asked = repository.scratch(name);
        List<String> arguments = new ArrayList<>(List.of("rev-list"));
        arguments.addAll(List.of(options));
        arguments.add("--stdin");
        try {
            Files.write(asked, from.stream().map(Sha::of).toList());
        } catch (IOException failed) {
            throw LocalDisk.failure(asked, failed);
        }
        this.walk = repository
                .git()
                .start(repository.command(arguments.toArray(String[]::new)).reading(asked));
        this.found = new BufferedInputStream(walk.output(), 1 << 16);
    }

    /** As a set: whole histories fit in it. */
    static ShaSet by(BareRepository repository, String name, List<String> from) {
        ShaSet shas = new ShaSet();
        if (from.isEmpty()) {
            return shas; // rev-list wants to be asked for something
        }
        try (ReachableCommits reached = new ReachableCommits(repository, name, from)) {
            for (Optional<String> sha = reached.next(); sha.isPresent(); sha = reached.next()) {
                shas.add(sha.get());
            }
        }
        return shas;
    }

    /** The next commit, in git's order; empty after the last. */
    Optional<String> next() {
        try {
            String sha = Lines.next(found);
            if (sha.isEmpty()) {
                walk.end();
                return Optional.empty();
            }
            return Optional.of(sha);
        } catch (IOException broken) {
            throw walk.failure("broke off: " + FailureText.of(broken));
        }
    }

    @Override
    public void close() {
        walk.close();
    }
}
