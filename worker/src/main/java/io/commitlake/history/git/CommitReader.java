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
import java.util.function.Function;

/** Reads the commits that a file of SHAs lists, in its order, from {@code git cat-file --batch}. */
final class CommitReader implements CommitSequence {
    private final GitProcess process;
    private final InputStream output;
    private String lastSha = "";

    CommitReader(BareRepository repository, Path shas) {
        this(repository
                .git()
                .start(repository.command("cat-file", "--batch", "--buffer").withInput(shas)));
    }

    CommitReader(GitProcess process) {
        this.process = process;
        this.output = new BufferedInputStream(process.output(), 1 << 16);
    }

    @Override
    public RawCommit next(String sha) {
        byte[] object = nextObject().orElseThrow(() -> process.failure("printed no commit " + sha));
        if (!lastSha.equals(sha)) {
            throw process.failure("printed the commit " + lastSha + " in place of " + sha);
        }
        return parsed(process, sha, object, RawCommit::parse);
    }

    /** Reads the next commit without decoding its message; empty after the last. */
    Optional<RawCommit> nextHeaders() {
        return nextObject().map(object -> parsed(process, lastSha, object, RawCommit::headers));
    }

    static RawCommit parsed(GitProcess process, String sha, byte[] object, Function<byte[], RawCommit> parser) {
        try {
            return parser.apply(object);
        } catch (IllegalArgumentException malformed) {
            throw process.failure("printed " + malformed.getMessage() + ", as commit " + sha);
        }
    }

    /** Reads a commit object of a size that Git has printed. */
    static byte[] content(GitProcess process, InputStream output, String sha, long size) throws IOException {
        if (size > ProcessLimits.maxObjectBytes()) {
            throw process.stop(ProcessLimits.tooLarge("its commit " + sha + " has " + size + " bytes"));
        }
        byte[] object = output.readNBytes((int) size);
        if (object.length < size || output.read() != '\n') {
            throw new EOFException("its output is cut off in commit " + sha);
        }
        return object;
    }

    private Optional<byte[]> nextObject() {
        try {
            String header = Lines.next(output);
            if (header.isEmpty()) {
                process.waitForSuccess();
                return Optional.empty();
            }
            ObjectHeader commit = ObjectHeader.parse(header)
                    .filter(ObjectHeader::isCommit)
                    .orElseThrow(() -> process.failure("answered a request for a commit with \"" + header + "\""));
            lastSha = commit.sha();
            return Optional.of(content(process, output, lastSha, commit.size()));
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
        /** No line that Git prints for a commit or a blob is nearly as long. */
        private static final int MAX_CHARACTERS = 1000;

        private Lines() {}

        /**
         * Reads the next line, without its newline; empty at the end of the stream.
         *
         * @throws IOException if the line is empty, cut off or too long
         */
        static String next(InputStream in) throws IOException {
            StringBuilder line = new StringBuilder(64);
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == '\n') {
                    if (line.isEmpty()) {
                        throw new IOException("its output has an empty line");
                    }
                    return line.toString();
                }
                line.append((char) b);
                if (line.length() > MAX_CHARACTERS) {
                    throw new IOException("its output has a line of more than " + MAX_CHARACTERS + " bytes");
                }
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
