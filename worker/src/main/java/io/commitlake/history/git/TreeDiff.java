package io.commitlake.history.git;

import io.commitlake.model.ChangeStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which files the commits of a file of shas changed, one commit after another, as {@code git diff-tree --stdin --raw -z}
 * gives it: against the first parent, a root against nothing, renames at 50 %, no copies.
 */
final class TreeDiff implements AutoCloseable {
    /** A submodule's mode: what it names is a commit of another repository. */
    private static final String SUBMODULE = "160000";

    private static final String NOTHING = "000000";

    /**
     * A file before or after a change.
     *
     * @param mode as in the tree; zeros where there is none
     */
    record Version(String mode, String sha) {
        boolean isBlob() {
            return !mode.equals(NOTHING) && !isSubmodule();
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
    private final NulFields fields;
    private byte[] ahead = new byte[0];

    TreeDiff(BareRepository repository, Path shas) {
        this.process = repository.git().start(command(repository, "--raw").reading(shas));
        this.fields = new NulFields(process.output());
    }

    /** A diff of commits that come on its input; all of its kind have the same options, so that they list the same files. */
    static Git.Command command(BareRepository repository, String format) {
        return repository.command(Stream.of(
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
                        format,
                        "--no-abbrev",
                        "-z")
                .toArray(String[]::new));
    }

    /** The changes of the next commit, as git lists them, which must be this one. */
    List<Change> next(String sha) {
        try {
            String header = GitText.decoded(ahead.length > 0 ? ahead : fields.next());
            if (!header.equals(sha)) {
                throw process.failure("was asked for the changes of " + sha + " and says \"" + header + "\"");
            }
            List<Change> changes = new ArrayList<>();
            ahead = fields.next();
            while (ahead.length > 0 && ahead[0] == ':') {
                changes.add(change(GitText.decoded(ahead)));
                ahead = fields.next();
            }
            return changes;
        } catch (IOException broken) {
            throw process.failure("broke off at " + sha + ": " + broken.getMessage());
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

    @Override
    public void close() {
        process.close();
    }
}
