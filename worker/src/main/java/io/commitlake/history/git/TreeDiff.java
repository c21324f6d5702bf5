package io.commitlake.history.git;

import io.commitlake.model.ChangeStatus;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the commits of a file of shas changed, one commit after another, as {@code git diff-tree --stdin --raw --numstat
 * -z} gives it: against the first parent, a root against nothing, renames at 50 %, no copies.
 */
final class TreeDiff implements AutoCloseable {
    /** A submodule's mode: what it names is a commit of another repository. */
    static final String SUBMODULE = "160000";

    /**
     * A changed file.
     *
     * @param mode the file's after the change, before it for a removal
     * @param sha likewise
     */
    record Change(
            ChangeStatus status,
            String mode,
            String sha,
            byte[] path,
            Optional<byte[]> previous,
            long added,
            long deleted) {
        boolean leavesBlob() {
            return status != ChangeStatus.REMOVED && !mode.equals(SUBMODULE);
        }
    }

    private record Pair(ChangeStatus status, String mode, String sha, byte[] path, Optional<byte[]> previous) {}

    private final GitProcess process;
    private final Fields fields;
    private byte[] ahead;

    TreeDiff(BareRepository repository, Path shas) {
        this.process = repository
                .git()
                .start(repository
                        .command(
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
                                "--raw",
                                "--numstat",
                                "--no-abbrev",
                                "-z")
                        .reading(shas));
        this.fields = new Fields(process.output());
        this.ahead = new byte[0];
    }

    /** The changes of the next commit, as git lists them, which must be this one. */
    List<Change> next(String sha) {
        try {
            String header = text(ahead.length > 0 ? ahead : fields.next());
            if (!header.equals(sha)) {
                throw process.failure("was asked for the changes of " + sha + " and says \"" + header + "\"");
            }
            List<Pair> pairs = new ArrayList<>();
            ahead = fields.next();
            while (ahead.length > 0 && ahead[0] == ':') {
                pairs.add(pair(text(ahead)));
                ahead = fields.next();
            }
            List<Change> changes = new ArrayList<>(pairs.size());
            for (Pair pair : pairs) {
                changes.add(counted(pair));
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
            throw process.failure("says more than it was asked: \"" + text(ahead) + "\"");
        }
        process.end();
    }

    /** {@code :100644 100644 <old> <new> R087}, then one path, or two of a rename. */
    private Pair pair(String raw) throws IOException {
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
        byte[] first = fields.next();
        return switch (status) {
            case REMOVED -> new Pair(status, words[0], words[2], first, Optional.empty());
            case RENAMED -> new Pair(status, words[1], words[3], fields.next(), Optional.of(first));
            default -> new Pair(status, words[1], words[3], first, Optional.empty());
        };
    }

    /** {@code added TAB deleted TAB path}, or no path there and two fields more for a rename; {@code -} for binary. */
    private Change counted(Pair pair) throws IOException {
        int tab = indexOf(ahead, '\t', 0);
        int second = tab < 0 ? -1 : indexOf(ahead, '\t', tab + 1);
        if (second < 0) {
            throw process.failure("gives line counts that can't be read: \"" + text(ahead) + "\"");
        }
        long added = count(tab, 0);
        long deleted = count(second, tab + 1);
        byte[] path = java.util.Arrays.copyOfRange(ahead, second + 1, ahead.length);
        if (path.length == 0) {
            fields.next();
            path = fields.next();
        }
        if (!java.util.Arrays.equals(path, pair.path())) {
            throw process.failure("counts the lines of " + text(path) + " where " + text(pair.path()) + " was next");
        }
        return new Change(pair.status(), pair.mode(), pair.sha(), path, pair.previous(), added, deleted);
    }

    private long count(int end, int from) {
        String digits = new String(ahead, from, end - from, StandardCharsets.US_ASCII);
        return digits.equals("-") ? 0 : Long.parseLong(digits);
    }

    private static int indexOf(byte[] bytes, char wanted, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static String text(byte[] field) {
        return GitText.decoded(field);
    }

    @Override
    public void close() {
        process.close();
    }

    /** Fields that end with a NUL. */
    private static final class Fields {
        private final InputStream in;
        private final byte[] chunk = new byte[1 << 16];
        private final ByteArrayOutputStream field = new ByteArrayOutputStream(256);
        private int at;
        private int end;

        Fields(InputStream in) {
            this.in = in;
        }

        /** The next; without any byte at the end. git writes no empty ones here. */
        byte[] next() throws IOException {
            field.reset();
            while (true) {
                for (int i = at; i < end; i++) {
                    if (chunk[i] == 0) {
                        field.write(chunk, at, i - at);
                        at = i + 1;
                        return field.toByteArray();
                    }
                }
                field.write(chunk, at, end - at);
                at = 0;
                end = Math.max(0, in.read(chunk));
                if (end == 0) {
                    if (field.size() > 0) {
                        throw new EOFException("cut off in a field");
                    }
                    return new byte[0];
                }
            }
        }
    }
}
