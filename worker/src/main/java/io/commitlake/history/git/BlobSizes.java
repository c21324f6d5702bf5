package io.commitlake.history.git;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** The sizes of blobs, asked of one {@code git cat-file} a batch at a time. */
final class BlobSizes implements AutoCloseable {
    /** A batch's questions and answers both fit a pipe's 64 KiB, so neither side waits for the other to read. */
    private static final int BATCH = 500;

    private final GitProcess process;
    private final InputStream answers;
    private final OutputStream questions;

    BlobSizes(BareRepository repository) {
        this.process = repository
                .git()
                .start(repository
                        .command("cat-file", "--batch-command=%(objectname) %(objectsize)", "--buffer")
                        .asked());
        this.answers = new BufferedInputStream(process.output(), 1 << 16);
        this.questions = process.input();
    }

    /** In bytes, in the order of the shas. */
    long[] of(List<String> shas) {
        long[] sizes = new long[shas.size()];
        try {
            for (int from = 0; from < sizes.length; from += BATCH) {
                int to = Math.min(sizes.length, from + BATCH);
                for (String sha : shas.subList(from, to)) {
                    questions.write(CommitObjects.Lines.ascii("info " + sha + "\n"));
                }
                questions.write(CommitObjects.Lines.ascii("flush\n"));
                questions.flush();
                for (int i = from; i < to; i++) {
                    sizes[i] = size(shas.get(i), CommitObjects.Lines.next(answers));
                }
            }
            return sizes;
        } catch (IOException broken) {
            throw process.failure("broke off: " + broken.getMessage());
        }
    }

    private long size(String sha, String answer) {
        String[] words = answer.split(" ", -1);
        if (words.length != 2 || !words[0].equals(sha) || words[1].equals("missing")) {
            throw process.failure("was asked for the size of the blob " + sha + " and says \"" + answer + "\"");
        }
        return Long.parseLong(words[1]);
    }

    @Override
    public void close() {
        process.close();
    }
}
