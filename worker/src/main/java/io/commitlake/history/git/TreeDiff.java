package io.commitlake.history.git;

import io.commitlake.history.Deadline;
import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.Git;
import io.commitlake.history.git.plumbing.GitProcess;
import io.commitlake.history.git.plumbing.NulSeparatedFields;
import io.commitlake.history.git.plumbing.ProcessLimits;
import io.commitlake.history.object.GitText;
import io.commitlake.model.FailureText;
import io.commitlake.model.commit.ChangeStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which files the commits of a file of shas changed, one commit after another, as {@code git diff-tree --stdin --raw -z}
 * gives it: against the first parent, a root against nothing, renames at 50 %, no copies.
 */
final class TreeDiff implements AutoCloseable {
    /** A submodule's mode: what it names is a commit of another repository. */
    private static final String SUBMODULE = "160000";

    private static final String NOTHING = "000000";

    /** A commit of so many changes waits for every other such one in this process to be written: memory is for one. */
    private static final int LARGE = 4096;

    private static final ReentrantLock ONE_LARGE = new ReentrantLock();

    /** Of the repository that has the lock, or had it last. */
    private static volatile @Nullable Deadline largeOne;

    /**
     * A file before or after a change.
     *
     * @param mode as in the tree; zeros where there is none
     */
    record Version(String mode, String sha) {
        boolean isThere() {
            return !mode.equals(NOTHING);
        }

        boolean isBlob() {
            return isThere() && !isSubmodule();
        }

        boolean isSubmodule() {
            return mode.equals(SUBMODULE);
        }
    }

    /**
     * A changed file.
     *
     * @param path before the change for a removal
     * @param previous path, of a rename
     */
    record Change(ChangeStatus status, Version before, Version after, byte[] path, Optional<byte[]> previous) {
        /** What the row names: the version that was left, or that was removed. */
        Version named() {
            return status == ChangeStatus.REMOVED ? before : after;
        }
    }

    private final GitProcess process;
    private final NulSeparatedFields fields;
    private final long mostBytes;
    private final Deadline deadline;
    private byte[] ahead = new byte[0];

    TreeDiff(BareRepository repository, Path shas) {
        this(repository, shas, repository.bounds().commitBytes());
    }

    /**
     * The same.
     *
     * @param mostBytes that the files of one commit may take
     */
    TreeDiff(BareRepository repository, Path shas, long mostBytes) {
        this.mostBytes = mostBytes;
        this.deadline = repository.bounds().deadline();
        this.process = repository.git().start(command(repository, "--raw").reading(shas));
        this.fields = new NulSeparatedFields(process);
    }

    /** A diff of commits, or of pairs of trees, that come on its input; what it is told last holds. */
    static Git.Command command(BareRepository repository, String... format) {
        Stream<String> usual = Stream.of(
                "diff-tree",
                "--stdin",
                "--always",
                "-r",
                "--root",
                "-M50%",
                "-l1000",
                "--rename-empty",
                "--diff-merges=first-parent",
                "--no-textconv",
                "--no-ext-diff",
                "--no-color",
                "--diff-algorithm=default",
                "--submodule=short",
                "--ignore-submodules=none",
                "--no-abbrev",
                "-z");
        return repository.command(Stream.concat(usual, Stream.of(format)).toArray(String[]::new));
    }

    /**
     * The changes of the next commit, as git lists them, which must be this one. Whoever asks is done with the one before.
     *
     * @throws io.commitlake.history.FetchException with {@link io.commitlake.history.FetchOutcome.TooLarge} where they are too many
     */
    List<Change> next(String sha) {
        letOthers();
        try {
            String header = GitText.decoded(ahead.length > 0 ? ahead : fields.next());
            if (!header.equals(sha)) {
                throw process.failure("was asked for the changes of " + sha + " and says \"" + header + "\"");
            }
            List<Change> changes = new ArrayList<>();
            long bytes = 0;
            ahead = fields.next();
            while (ahead.length > 0 && ahead[0] == ':') {
                Change change = change(GitText.decoded(ahead));
                changes.add(change);
                bytes += ProcessLimits.cost(change.path());
                if (bytes > mostBytes) {
                    throw process.stop(ProcessLimits.tooLarge(
                            "its commit " + sha + " changes more than " + changes.size() + " files"));
                }
                if (changes.size() == LARGE) {
                    waitForOthers();
                }
                ahead = fields.next();
            }
            return changes;
        } catch (IOException broken) {
            throw process.failure("broke off at " + sha + ": " + FailureText.of(broken));
        }
    }

    /** To be called after the last commit: it fails where git did. */
    void end() {
        if (ahead.length > 0) {
            throw process.failure("says more than it was asked: \"" + GitText.decoded(ahead) + "\"");
        }
        process.end();
    }

    /** {@code :100644 100644 <old> <new> R087}, then one path, or two of a rename. */
    private Change change(String raw) throws IOException {
        String[] words = raw.substring(1).split(" ", -1);
        if (words.length != 5) {
            throw process.failure("gives a change that can't be read: \"" + raw + "\"");
        }
        ChangeStatus status = switch (words[4].charAt(0)) {
            case 'A' -> ChangeStatus.ADDED;
            case 'M' -> ChangeStatus.MODIFIED;
            case 'D' -> ChangeStatus.REMOVED;
            case 'R' -> ChangeStatus.RENAMED;
            case 'T' -> ChangeStatus.CHANGED;
            default -> throw process.failure("gives a change of an unknown kind: \"" + raw + "\"");
        };
        Version before = new Version(words[0], words[2]);
        Version after = new Version(words[1], words[3]);
        byte[] path = fields.next();
        return status == ChangeStatus.RENAMED
                ? new Change(status, before, after, fields.next(), Optional.of(path))
                : new Change(status, before, after, path, Optional.empty());
    }

    private void waitForOthers() {
        if (!ONE_LARGE.tryLock()) {
            if (deadline.equals(largeOne)) {
                ONE_LARGE.lock(); // another lane's work on this very repository counts
            } else {
                try (Deadline.Wait _ = deadline.waiting()) {
                    ONE_LARGE.lock();
                }
            }
        }
        largeOne = deadline;
    }

    private static void letOthers() {
        if (ONE_LARGE.isHeldByCurrentThread()) {
            ONE_LARGE.unlock();
        }
    }

    @Override
    public void close() {
        letOthers();
        process.close();
    }
}
