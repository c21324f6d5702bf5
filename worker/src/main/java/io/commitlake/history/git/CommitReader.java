package io.commitlake.history.git;

import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.GitProcess;
import io.commitlake.history.git.plumbing.ProcessLimits;
import io.commitlake.history.object.RawCommit;
import io.commitlake.model.FailureText;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** The commit objects of a file of shas, one after another, as {@code git cat-file --batch} gives them. */
final class CommitReader implements AutoCloseable {
    private final GitProcess process;
    private final InputStream output;
    private String sha = "";

    CommitReader(BareRepository repository, Path shas) {
        this.process = repository
                .git()
                .start(repository.command("cat-file", "--batch", "--buffer").reading(shas));
        this.output = new BufferedInputStream(process.output(), 1 << 16);
    }

    /** The next commit; empty after the last. */
    Optional<RawCommit> next() {
        return object().map(RawCommit::parse);
    }

    /** The same without its message, which needn't be decoded where only its place in history counts. */
    Optional<RawCommit> nextHeaders() {
        return object().map(RawCommit::headers);
    }

    private Optional<byte[]> object() {
        try {
            String header = Lines.next(output);
            if (header.isEmpty()) {
                process.end();
                return Optional.empty();
            }
            String[] words = header.split(" ", -1);
            if (words.length != 3 || !words[1].equals("commit")) {
                throw process.failure("was asked for a commit and says \"" + header + "\"");
            }
            sha = words[0];
            long size = Long.parseLong(words[2]);
            if (size > ProcessLimits.objectBytes()) {
                throw process.stop(ProcessLimits.tooLarge("its commit " + sha + " has " + size + " bytes"));
            }
            byte[] object = output.readNBytes((int) size);
            if (object.length < size || output.read() != '\n') {
                throw new EOFException("cut off in " + sha);
            }
            return Optional.of(object);
        } catch (IOException broken) {
            throw process.failure("broke off: " + FailureText.of(broken));
        }
    }

    /** Of the commit that {@link #next} gave last. */
    String sha() {
        return sha;
    }

    @Override
    public void close() {
        process.close();
    }

    /** Lines of ASCII that git prints. */
    static final class Lines {
        private Lines() {}

        /** The next line without its newline; empty at the end. */
        static String next(InputStream in) throws IOException {
            StringBuilder line = new StringBuilder(64);
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == '\n') {
                    return line.toString();
                }
                line.append((char) b);
            }
            if (!line.isEmpty()) {
                throw new EOFException("cut off in a line: " + line);
            }
            return "";
        }

        static byte[] ascii(String line) {
            return line.getBytes(StandardCharsets.US_ASCII);
        }
    }
}
