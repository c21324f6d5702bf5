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

/** Reads the commits that a file of SHAs lists, in its order, from {@code git cat-file --batch}. */
final class CommitReader implements AutoCloseable {
    private final GitProcess process;
    private final InputStream output;
    private String lastSha = "";

    CommitReader(BareRepository repository, Path shas) {
        this.process = repository
                .git()
                .start(repository.command("cat-file", "--batch", "--buffer").withInput(shas));
        this.output = new BufferedInputStream(process.output(), 1 << 16);
    }

    /** Reads the next commit; empty after the last. */
    Optional<RawCommit> next() {
        return nextObject().map(RawCommit::parse);
    }

    /** Reads the next commit without decoding its message; empty after the last. */
    Optional<RawCommit> nextHeaders() {
        return nextObject().map(RawCommit::headers);
    }

    private Optional<byte[]> nextObject() {
        try {
            String header = Lines.next(output);
            if (header.isEmpty()) {
                process.waitForSuccess();
                return Optional.empty();
            }
            String[] words = header.split(" ", -1);
            if (words.length != 3 || !words[1].equals("commit")) {
                throw process.failure("answered a request for a commit with \"" + header + "\"");
            }
            lastSha = words[0];
            long size = Long.parseLong(words[2]);
            if (size > ProcessLimits.maxObjectBytes()) {
                throw process.stop(ProcessLimits.tooLarge("its commit " + lastSha + " has " + size + " bytes"));
            }
            byte[] object = output.readNBytes((int) size);
            if (object.length < size || output.read() != '\n') {
                throw new EOFException("its output is cut off in commit " + lastSha);
            }
            return Optional.of(object);
        } catch (IOException broken) {
            throw process.failure("failed midway: " + FailureText.of(broken));
        }
    }

    /** The SHA of the commit that was read last. */
    String lastSha() {
        return lastSha;
    }

    @Override
    public void close() {
        process.close();
    }

    /** Reads and encodes lines of ASCII. */
    static final class Lines {
        private Lines() {}

        /** Reads the next line, without its newline; empty at the end of the stream. */
        static String next(InputStream in) throws IOException {
            StringBuilder line = new StringBuilder(64);
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == '\n') {
                    return line.toString();
                }
                line.append((char) b);
            }
            if (!line.isEmpty()) {
                throw new EOFException("its output is cut off in the line \"" + line + "\"");
            }
            return "";
        }

        static byte[] ascii(String line) {
            return line.getBytes(StandardCharsets.US_ASCII);
        }
    }
}
