package io.commitlake.history.git;

import io.commitlake.history.git.CommitReader.Lines;
import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.GitProcess;
import io.commitlake.history.git.plumbing.NulSeparatedFields;
import io.commitlake.history.lines.LineCount;
import io.commitlake.history.object.GitText;
import io.commitlake.model.FailureText;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts lines with Git's own diff, for selected changes of one commit after another. It compares two trees that hold
 * only these files, because Git would otherwise count every file of the commit.
 */
final class Numstat implements AutoCloseable {
    /** {@code git diff-tree --stdin} echoes any line that isn't a SHA, so this one marks the end of the counts. */
    private static final String FLUSH_MARKER = "counted";

    /** {@code added TAB deleted TAB path}; {@code -} for the counts of a binary file. */
    private static final Pattern COUNTS = Pattern.compile("(?:(\\d{1,18})\t(\\d{1,18})|-\t-)\t(\\d+)");

    private final FileTrees trees;
    private final GitProcess process;
    private final OutputStream requests;
    private final NulSeparatedFields fields;

    Numstat(BareRepository repository) {
        this(repository, FileTrees.createIn(repository.folder()));
    }

    private Numstat(BareRepository repository, FileTrees trees) {
        this(
                trees,
                repository
                        .git()
                        .start(TreeDiff.command(repository, "--no-renames", "--numstat")
                                .withInputPipe()
                                .withEnvironment(
                                        Map.of("GIT_ALTERNATE_OBJECT_DIRECTORIES", trees.alternateDirectory()))));
    }

    Numstat(FileTrees trees, GitProcess process) {
        this.trees = trees;
        this.process = process;
        this.requests = process.input();
        this.fields = new NulSeparatedFields(process);
    }

    /** Counts the lines of changes whose two versions differ, in the order of the changes. */
    List<LineCount> count(List<TreeDiff.Change> changes) {
        String before =
                trees.write(changes.stream().map(TreeDiff.Change::before).toList());
        String after = trees.write(changes.stream().map(TreeDiff.Change::after).toList());
        List<LineCount> counts = countTrees(before + " " + after, changes.size());
        trees.clear();
        return counts;
    }

    private List<LineCount> countTrees(String pair, int files) {
        try {
            requests.write(Lines.ascii(pair + "\n" + FLUSH_MARKER + "\n"));
            requests.flush();
            String header = readLine();
            if (!header.equals(pair)) {
                throw process.failure("answered a request for the line counts of " + pair + " with \"" + header + "\"");
            }
            List<LineCount> counts = new ArrayList<>(files);
            while (counts.size() < files) {
                counts.add(readCount(FileTrees.fileName(counts.size())));
            }
            String marker = readLine();
            if (!marker.equals(FLUSH_MARKER)) {
                throw process.failure(
                        "counts more than the " + files + " changed files of " + pair + ": \"" + marker + "\"");
            }
            return counts;
        } catch (IOException broken) {
            throw process.failure("failed midway through " + pair + ": " + FailureText.of(broken));
        }
    }

    private LineCount readCount(String name) throws IOException {
        String counts = GitText.decoded(fields.next());
        Matcher count = COUNTS.matcher(counts);
        if (!count.matches() || !count.group(3).equals(name)) {
            throw process.failure("printed \"" + counts + "\" as the line counts of file " + name);
        }
        return count.group(1) == null
                ? LineCount.BINARY
                : new LineCount(Long.parseLong(count.group(1)), Long.parseLong(count.group(2)));
    }

    private String readLine() throws IOException {
        return GitText.decoded(fields.upTo((byte) '\n'));
    }

    @Override
    public void close() {
        process.close();
        trees.close();
    }
}
