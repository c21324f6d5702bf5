package io.commitlake.history.git;

import io.commitlake.history.git.CommitObjects.Lines;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Line counts by git's own diff, one change after another as they are asked: of the trees that hold but this file's two
 * versions, since git would count all files of a commit, most of them for nothing.
 */
final class Numstat implements AutoCloseable {
    /** What is no sha, {@code git diff-tree --stdin} echoes, and so shows what it has written until then. */
    private static final String ECHO = "counted";

    /** {@code added TAB deleted TAB path}, {@code -} for binary. */
    private static final Pattern COUNTS = Pattern.compile("(\\d+|-)\t(\\d+|-)\tf");

    private final FileTrees trees;
    private final GitProcess process;
    private final OutputStream questions;
    private final NulFields answers;

    Numstat(BareRepository repository) {
        Path folder = folder(repository);
        this.trees = new FileTrees(folder);
        // A path from where git runs: a list of whole paths would break at a colon in one.
        this.process = repository
                .git()
                .start(TreeDiff.command(repository, "--numstat")
                        .asked()
                        .with(Map.of("GIT_ALTERNATE_OBJECT_DIRECTORIES", String.valueOf(folder.getFileName()))));
        this.questions = process.input();
        this.answers = new NulFields(process);
    }

    private static Path folder(BareRepository repository) {
        try {
            return Files.createTempDirectory(repository.folder(), "trees-");
        } catch (IOException failed) {
            throw LocalDisk.failure(repository.folder(), failed);
        }
    }

    /** The counts of a change between two versions that aren't the same; none for binary files. */
    LineCount of(TreeDiff.Change change) {
        String before = trees.write(change.before());
        String after = trees.write(change.after());
        LineCount count = between(before + " " + after);
        trees.remove(before);
        trees.remove(after);
        return count;
    }

    private LineCount between(String pair) {
        try {
            questions.write(Lines.ascii(pair + "\n" + ECHO + "\n"));
            questions.flush();
            String header = line();
            if (!header.equals(pair)) {
                throw process.failure("was asked to count the lines of " + pair + " and says \"" + header + "\"");
            }
            String counts = GitText.decoded(answers.next());
            Matcher count = COUNTS.matcher(counts);
            if (!count.matches()) {
                throw process.failure("gives line counts that can't be read: \"" + counts + "\"");
            }
            String echo = line();
            if (!echo.equals(ECHO)) {
                throw process.failure("counts more files of " + pair + " than there are: \"" + echo + "\"");
            }
            return new LineCount(number(count.group(1)), number(count.group(2)));
        } catch (IOException broken) {
            throw process.failure("broke off at " + pair + ": " + broken.getMessage());
        }
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
    }
}
