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
 * Line counts by git's own diff, of some changes of one commit after another as they are asked: of two trees that hold
 * but these files, since git would count all files of a commit, most of them for nothing.
 */
final class Numstat implements AutoCloseable {
    /** What is no sha, {@code git diff-tree --stdin} echoes, and so shows what it has written until then. */
    private static final String ECHO = "counted";

    /** {@code added TAB deleted TAB path}, {@code -} for binary. */
    private static final Pattern COUNTS = Pattern.compile("(\\d+|-)\t(\\d+|-)\t(\\d+)");

    private final FileTrees trees;
    private final GitProcess process;
    private final OutputStream questions;
    private final NulSeparatedFields answers;

    Numstat(BareRepository repository) {
        this.trees = FileTrees.in(repository.folder());
        this.process = repository
                .git()
                .start(TreeDiff.command(repository, "--no-renames", "--numstat")
                        .asked()
                        .with(Map.of("GIT_ALTERNATE_OBJECT_DIRECTORIES", trees.alternate())));
        this.questions = process.input();
        this.answers = new NulSeparatedFields(process);
    }

    /** The counts of changes between versions that aren't the same, in their order; none for binary files. */
    List<LineCount> of(List<TreeDiff.Change> changes) {
        String before =
                trees.write(changes.stream().map(TreeDiff.Change::before).toList());
        String after = trees.write(changes.stream().map(TreeDiff.Change::after).toList());
        List<LineCount> counts = between(before + " " + after, changes.size());
        trees.clear();
        return counts;
    }

    private List<LineCount> between(String pair, int files) {
        try {
            questions.write(Lines.ascii(pair + "\n" + ECHO + "\n"));
            questions.flush();
            String header = line();
            if (!header.equals(pair)) {
                throw process.failure("was asked to count the lines of " + pair + " and says \"" + header + "\"");
            }
            List<LineCount> counts = new ArrayList<>(files);
            while (counts.size() < files) {
                counts.add(count(FileTrees.name(counts.size())));
            }
            String echo = line();
            if (!echo.equals(ECHO)) {
                throw process.failure("counts more files of " + pair + " than there are: \"" + echo + "\"");
            }
            return counts;
        } catch (IOException broken) {
            throw process.failure("broke off at " + pair + ": " + FailureText.of(broken));
        }
    }

    private LineCount count(String name) throws IOException {
        String counts = GitText.decoded(answers.next());
        Matcher count = COUNTS.matcher(counts);
        if (!count.matches() || !count.group(3).equals(name)) {
            throw process.failure("gives \"" + counts + "\" for the line counts of file " + name);
        }
        return new LineCount(number(count.group(1)), number(count.group(2)));
    }

    private String line() throws IOException {
        return GitText.decoded(answers.upTo((byte) '\n'));
    }

    private static long number(String digits) {
        return digits.equals("-") ? 0 : Long.parseLong(digits);
    }

    @Override
    public void close() {
        process.close();
        trees.close();
    }
}
