package io.commitlake.history.git;

import io.commitlake.history.git.plumbing.LocalDisk;
import io.commitlake.history.object.CommitIndex;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes files of SHAs, one per line, which Git reads as its input. */
final class ShaFile implements AutoCloseable {
    private final Path file;
    private final BufferedWriter out;

    ShaFile(Path file) {
        this.file = file;
        try {
            out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII);
        } catch (IOException failed) {
            throw LocalDisk.failure(file, failed);
        }
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
        try {
            out.write(sha);
            out.write('\n');
        } catch (IOException failed) {
            throw LocalDisk.failure(file, failed);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException failed) {
            throw LocalDisk.failure(file, failed);
        }
    }
}
