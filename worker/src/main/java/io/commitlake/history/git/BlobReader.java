package io.commitlake.history.git;

import io.commitlake.history.git.CommitReader.Lines;
import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.GitProcess;
import io.commitlake.history.lines.BlobLines;
import io.commitlake.history.lines.LineHashes;
import io.commitlake.model.FailureText;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Blobs, asked of one {@code git cat-file} a batch at a time. */
final class BlobReader implements AutoCloseable {
    /** A batch's questions fit a pipe's 64 KiB, so that git can answer while nobody reads. */
    private static final int BATCH = 500;

    private final GitProcess process;
    private final InputStream answers;
    private final OutputStream questions;
    private final LineHashes hashes = new LineHashes();

    BlobReader(BareRepository repository) {
        this.process = repository
                .git()
                .start(repository
                        .command(
                                "-c",
                                "core.deltaBaseCacheLimit="
                                        + repository.bounds().cacheBytes(),
                                "cat-file",
                                "--batch-command",
                                "--buffer")
                        .asked());
        this.answers = new BufferedInputStream(process.output(), 1 << 16);
        this.questions = process.input();
    }

    /** What a diff sees of each. */
    Map<String, BlobLines> lines(Collection<String> shas) {
        Map<String, BlobLines> lines = HashMap.newHashMap(shas.size());
        ask("contents ", shas, (sha, size) -> {
            lines.put(sha, hashes.read(answers, size));
            if (answers.read() != '\n') {
                throw new EOFException("cut off after the blob " + sha);
            }
        });
        return lines;
    }

    /** In bytes. */
    Map<String, Long> sizes(Collection<String> shas) {
        Map<String, Long> sizes = HashMap.newHashMap(shas.size());
        ask("info ", shas, sizes::put);
        return sizes;
    }

    private interface Answer {
        void take(String sha, long size) throws IOException;
    }

    private void ask(String command, Collection<String> shas, Answer answer) {
        Iterator<String> asked = shas.iterator();
        List<String> batch = new ArrayList<>();
        try {
            while (asked.hasNext()) {
                batch.clear();
                while (asked.hasNext() && batch.size() < BATCH) {
                    batch.add(asked.next());
                    questions.write(Lines.ascii(command + batch.getLast() + "\n"));
                }
                questions.write(Lines.ascii("flush\n"));
                questions.flush();
                for (String sha : batch) {
                    answer.take(sha, size(sha, Lines.next(answers)));
                }
            }
        } catch (IOException broken) {
            throw process.failure("broke off: " + FailureText.of(broken));
        }
    }

    /** {@code <sha> blob <size>}. */
    private long size(String sha, String header) {
        String[] words = header.split(" ", -1);
        if (words.length != 3 || !words[0].equals(sha) || !words[1].equals("blob")) {
            throw process.failure("was asked for the blob " + sha + " and says \"" + header + "\"");
        }
        return Long.parseLong(words[2]);
    }

    @Override
    public void close() {
        process.close();
    }
}
