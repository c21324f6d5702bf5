package io.commitlake.history.git;

import io.commitlake.history.git.CommitObjects.Lines;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Line counts of whole commits by git's own diff, for one commit after another as they are asked. */
final class Numstat implements AutoCloseable {
    /** What is no sha, {@code git diff-tree --stdin} echoes, and so shows what it has written until then. */
    private static final String ECHO = "counted\n";

    private final GitProcess process;
    private final OutputStream questions;
    private final NulFields answers;

    Numstat(BareRepository repository) {
        this.process =
                repository.git().start(TreeDiff.command(repository, "--numstat").asked());
        this.questions = process.input();
        this.answers = new NulFields(process);
    }

    /** The counts of all of a commit's changes, in their order. */
    List<LineCount> of(String sha, List<TreeDiff.Change> changes) {
        try {
            questions.write(Lines.ascii(sha + "\n" + ECHO));
            questions.flush();
            String header = GitText.decoded(answers.next());
            if (!header.equals(sha)) {
                throw process.failure("was asked to count the lines of " + sha + " and says \"" + header + "\"");
            }
            List<LineCount> counts = new ArrayList<>(changes.size());
            for (TreeDiff.Change change : changes) {
                counts.add(next(change));
            }
            String echo = GitText.decoded(answers.upTo((byte) '\n'));
            if (!ECHO.equals(echo + "\n")) {
                throw process.failure("counts more files of " + sha + " than it lists: \"" + echo + "\"");
            }
            return counts;
        } catch (IOException broken) {
            throw process.failure("broke off at " + sha + ": " + broken.getMessage());
        }
    }

    /** {@code added TAB deleted TAB path}, or no path there and two fields more for a rename; {@code -} for binary. */
    private LineCount next(TreeDiff.Change change) throws IOException {
        byte[] field = answers.next();
        int tab = indexOf(field, 0);
        int second = tab < 0 ? -1 : indexOf(field, tab + 1);
        if (second < 0) {
            throw process.failure("gives line counts that can't be read: \"" + GitText.decoded(field) + "\"");
        }
        byte[] path = Arrays.copyOfRange(field, second + 1, field.length);
        if (path.length == 0) {
            answers.next();
            path = answers.next();
        }
        if (!Arrays.equals(path, change.path())) {
            throw process.failure("counts the lines of " + GitText.decoded(path) + " where "
                    + GitText.decoded(change.path()) + " was next");
        }
        return new LineCount(count(field, 0, tab), count(field, tab + 1, second));
    }

    private static long count(byte[] field, int from, int end) {
        String digits = new String(field, from, end - from, StandardCharsets.US_ASCII);
        return digits.equals("-") ? 0 : Long.parseLong(digits);
    }

    private static int indexOf(byte[] field, int from) {
        for (int i = from; i < field.length; i++) {
            if (field[i] == '\t') {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void close() {
        process.close();
    }
}
