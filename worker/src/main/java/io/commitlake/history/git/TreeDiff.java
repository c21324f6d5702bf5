package io.commitlake.history.git;

import io.commitlake.history.Deadline;
import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.Git;
import io.commitlake.history.git.plumbing.GitProcess;
import io.commitlake.history.git.plumbing.NulSeparatedFields;
import io.commitlake.history.git.plumbing.ProcessLimits;
import io.commitlake.history.object.GitText;
import io.commitlake.model.FailureText;
import io.commitlake.model.Sha;
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
 * Reads the files that each commit in a list of SHAs changed, one commit after another, from {@code git diff-tree
 * --stdin --raw -z}. Git compares a commit with its first parent, or a root commit with the empty tree, and detects
 * renames from 50 % similarity, but no copies.
 */
final class TreeDiff implements AutoCloseable {
    /** The mode of a submodule, whose SHA names a commit of another repository. */
    private static final String SUBMODULE = "160000";

    /** The mode that Git prints for a file that does not exist. */
    private static final String NO_MODE = "000000";

    /** The kinds of changes, of which only R has digits after it. */
    private static final String STATUSES = "AMDTR";

    // Where the words of a change start.
    private static final int MODE_BEFORE = 1;
    private static final int MODE_AFTER = 8;
    private static final int SHA_BEFORE = 15;
    private static final int SHA_AFTER = 56;
    private static final int STATUS = 97;
    private static final int SIMILARITY_DIGITS = 3;

    /** The changes that make a commit large: this process has memory for one large commit at a time. */
    private static final int LARGE_COMMIT_CHANGES = 4096;

    private static final ReentrantLock LARGE_COMMIT_LOCK = new ReentrantLock();

    /** The deadline of the repository that holds the lock, or held it last. */
    private static volatile @Nullable Deadline largeCommitDeadline;

    /**
     * A file before or after a change.
     *
     * @param mode the mode in the tree; zeros if the file does not exist
     */
    record Version(String mode, String sha) {
        boolean exists() {
            return !mode.equals(NO_MODE);
        }

        boolean isBlob() {
            return exists() && !isSubmodule();
        }

        boolean isSubmodule() {
            return mode.equals(SUBMODULE);
        }
    }

    /**
     * A changed file.
     *
     * @param path the path after the change; for a removed file, the path before it
     * @param previous the path before a rename; empty for other changes
     */
    record Change(ChangeStatus status, Version before, Version after, byte[] path, Optional<byte[]> previous) {}

    private final GitProcess process;
    private final NulSeparatedFields fields;
    private final long maxBytes;
    private final Deadline deadline;
    private byte[] lookahead = new byte[0];

    TreeDiff(BareRepository repository, Path shas) {
        this(repository, shas, repository.limits().maxCommitBytes());
    }

    /** A diff that reads only trees: it shows a renamed file as a removed and an added one. */
    static TreeDiff withoutRenames(BareRepository repository, Path shas) {
        return new TreeDiff(
                repository
                        .git()
                        .start(command(repository, "--raw", "--no-renames").withInput(shas)),
                repository.limits().maxCommitBytes(),
                repository.limits().deadline());
    }

    /**
     * Starts the diff.
     *
     * @param maxBytes the memory that the changes of one commit may take, in bytes
     */
    TreeDiff(BareRepository repository, Path shas, long maxBytes) {
        this(
                repository.git().start(command(repository, "--raw").withInput(shas)),
                maxBytes,
                repository.limits().deadline());
    }

    TreeDiff(GitProcess process, long maxBytes, Deadline deadline) {
        this.maxBytes = maxBytes;
        this.deadline = deadline;
        this.process = process;
        this.fields = new NulSeparatedFields(process);
    }

    /** A command that diffs the commits, or pairs of trees, on its input; the options override the defaults. */
    static Git.Command command(BareRepository repository, String... options) {
        Stream<String> defaults = Stream.of(
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
        return repository.command(Stream.concat(defaults, Stream.of(options)).toArray(String[]::new));
    }

    /**
     * Reads the changes of the next commit, in Git's order. The caller must no longer use those of the previous commit.
     *
     * @param sha the SHA of the next commit
     * @throws io.commitlake.history.FetchException with {@link io.commitlake.history.FetchOutcome.TooLarge} if the
     *     changes exceed the memory limit
     */
    List<Change> next(String sha) {
        unlockLargeCommits();
        try {
            String header = GitText.decoded(lookahead.length > 0 ? lookahead : fields.next());
            if (!header.equals(sha)) {
                throw process.failure("answered a request for the changes of " + sha + " with \"" + header + "\"");
            }
            List<Change> changes = new ArrayList<>();
            long bytes = 0;
            lookahead = fields.next();
            while (lookahead.length > 0 && lookahead[0] == ':') {
                Change change = parseChange(GitText.decoded(lookahead));
                changes.add(change);
                bytes += ProcessLimits.heldBytes(change.path());
                if (bytes > maxBytes) {
                    throw process.stop(ProcessLimits.tooLarge(
                            "its commit " + sha + " changes " + changes.size() + " or more files"));
                }
                if (changes.size() == LARGE_COMMIT_CHANGES) {
                    lockLargeCommits();
                }
                lookahead = fields.next();
            }
            return changes;
        } catch (IOException broken) {
            throw process.failure("failed midway through " + sha + ": " + FailureText.of(broken));
        }
    }

    /** Checks, after the last commit, that Git has printed nothing more and has succeeded. */
    void finish() {
        if (lookahead.length > 0) {
            throw process.failure("printed more than the requested commits: \"" + GitText.decoded(lookahead) + "\"");
        }
        process.waitForSuccess();
    }

    /** Parses {@code :100644 100644 <old> <new> R087}, then reads one path, or two for a rename. */
    private Change parseChange(String raw) throws IOException {
        if (!isChange(raw)) {
            throw process.failure("printed a change that can't be parsed: \"" + raw + "\"");
        }
        ChangeStatus status = switch (raw.charAt(STATUS)) {
            case 'A' -> ChangeStatus.ADDED;
            case 'M' -> ChangeStatus.MODIFIED;
            case 'D' -> ChangeStatus.REMOVED;
            case 'R' -> ChangeStatus.RENAMED;
            default -> ChangeStatus.CHANGED;
        };
        Version before = version(raw, MODE_BEFORE, SHA_BEFORE);
        Version after = version(raw, MODE_AFTER, SHA_AFTER);
        if (before.exists() == (status == ChangeStatus.ADDED) || after.exists() == (status == ChangeStatus.REMOVED)) {
            throw process.failure("printed a change whose modes don't fit its kind: \"" + raw + "\"");
        }
        byte[] path = nextPath(raw);
        return status == ChangeStatus.RENAMED
                ? new Change(status, before, after, nextPath(raw), Optional.of(path))
                : new Change(status, before, after, path, Optional.empty());
    }

    private static Version version(String raw, int mode, int sha) {
        return new Version(raw.substring(mode, mode + NO_MODE.length()), raw.substring(sha, sha + Sha.DIGITS));
    }

    // A regular expression takes as long as all the rest of a change.
    private static boolean isChange(String raw) {
        if (raw.length() <= STATUS || STATUSES.indexOf(raw.charAt(STATUS)) < 0) {
            return false;
        }
        int digits = raw.charAt(STATUS) == 'R' ? SIMILARITY_DIGITS : 0;
        return raw.length() == STATUS + 1 + digits
                && areBetween(raw, '0', '9', STATUS + 1, digits)
                && raw.charAt(0) == ':'
                && raw.charAt(MODE_AFTER - 1) == ' '
                && raw.charAt(SHA_BEFORE - 1) == ' '
                && raw.charAt(SHA_AFTER - 1) == ' '
                && raw.charAt(STATUS - 1) == ' '
                && areBetween(raw, '0', '7', MODE_BEFORE, NO_MODE.length())
                && areBetween(raw, '0', '7', MODE_AFTER, NO_MODE.length())
                && Sha.is(raw.substring(SHA_BEFORE, SHA_BEFORE + Sha.DIGITS))
                && Sha.is(raw.substring(SHA_AFTER, SHA_AFTER + Sha.DIGITS));
    }

    private static boolean areBetween(String raw, char first, char last, int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (raw.charAt(i) < first || raw.charAt(i) > last) {
                return false;
            }
        }
        return true;
    }

    private byte[] nextPath(String raw) throws IOException {
        byte[] path = fields.next();
        if (path.length == 0) {
            throw process.failure("printed a change without a path: \"" + raw + "\"");
        }
        return path;
    }

    private void lockLargeCommits() {
        if (!LARGE_COMMIT_LOCK.tryLock()) {
            if (deadline.equals(largeCommitDeadline)) {
                LARGE_COMMIT_LOCK.lock(); // another lane holds it for this same repository, so the wait counts as work
            } else {
                try (Deadline.Wait _ = deadline.waiting()) {
                    LARGE_COMMIT_LOCK.lock();
                }
            }
        }
        largeCommitDeadline = deadline;
    }

    private static void unlockLargeCommits() {
        if (LARGE_COMMIT_LOCK.isHeldByCurrentThread()) {
            LARGE_COMMIT_LOCK.unlock();
        }
    }

    @Override
    public void close() {
        unlockLargeCommits();
        process.close();
    }
}
