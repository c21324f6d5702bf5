package io.commitlake.history.git;

import io.commitlake.history.git.plumbing.LocalOutput;
import io.commitlake.history.object.CommitIndex;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Writes files of SHAs, one per line, which Git reads as its input. */
final class ShaFile implements AutoCloseable {
    private final LocalOutput out;

    ShaFile(Path file) {
        out = new LocalOutput(file);
    }

    /** Writes the SHAs of commits in the order of their index, from one up to but not including another. */
    static void write(Path file, CommitIndex commits, int from, int to) {
        try (ShaFile shas = new ShaFile(file)) {
            for (int at = from; at < to; at++) {
                shas.add(commits.sha(at));
            }
        }
    }

    void add(String sha) {
        byte[] line = (sha + "\n").getBytes(StandardCharsets.US_ASCII);
        out.write(line, 0, line.length);
    }

    @Override
    public void close() {
        out.close();
    }
}
