package io.commitlake.history.git;

import io.commitlake.history.git.CommitReader.Lines;
import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.GitProcess;
import io.commitlake.history.lines.BlobLines;
import io.commitlake.history.lines.LineHashes;
import io.commitlake.history.object.RawCommit;
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
import java.util.Objects;
import java.util.Optional;

/** Reads objects from one {@code git cat-file} process, a batch of requests at a time. */
final class CatFile implements AutoCloseable {
    /** A batch's requests fit in a pipe's 64 KiB, so writing them can't block while Git's output is unread. */
    private static final int BATCH_SIZE = 500;

    private final GitProcess process;
    private final InputStream output;
    private final OutputStream requests;
    private final LineHashes hashes = new LineHashes();

    CatFile(BareRepository repository) {
        this(repository
                .git()
                .start(repository
                        .command(
                                "-c",
                                "core.deltaBaseCacheLimit="
                                        + repository.limits().objectCacheBytes(),
                                "cat-file",
                                "--batch-command",
                                "--buffer")
                        .withInputPipe()));
    }

    CatFile(GitProcess process) {
        this.process = process;
        this.output = new BufferedInputStream(process.output(), 1 << 16);
        this.requests = process.input();
    }

    /**
     * Reads a commit.
     *
     * @return empty if the repository lacks it, or has an object of another type under that SHA
     */
    Optional<RawCommit> readCommit(String sha) {
        try {
            requests.write(Lines.ascii("contents " + sha + "\nflush\n"));
            requests.flush();
            String header = Lines.next(output);
            Optional<ObjectHeader> object =
                    ObjectHeader.parse(header).filter(found -> found.sha().equals(sha));
            if (object.isPresent() && object.get().isCommit()) {
                byte[] content =
                        CommitReader.content(process, output, sha, object.get().size());
                return Optional.of(CommitReader.parsed(process, sha, content, RawCommit::parse));
            }
            if (object.isPresent()) {
                output.skipNBytes(object.get().size() + 1); // a line feed follows each object
            } else if (!header.equals(sha + " missing")) {
                throw process.failure("answered a request for commit " + sha + " with \"" + header + "\"");
            }
            return Optional.empty();
        } catch (IOException broken) {
            throw process.failure("failed midway: " + FailureText.of(broken));
        }
    }

    /** Reads the lines of each blob, by SHA. */
    Map<String, BlobLines> readLines(Collection<String> shas) {
        return read(shas, (sha, size) -> hashes.read(output, size));
    }

    /**
     * Reads the content of each blob, by SHA.
     *
     * @param sizes the sizes that they have; a larger one is never read into memory
     */
    Map<String, byte[]> readBlobs(Collection<String> shas, Map<String, Long> sizes) {
        return read(shas, (sha, size) -> {
            long expected = Objects.requireNonNull(sizes.get(sha));
            if (size != expected) {
                throw new IOException("blob " + sha + " has " + size + " bytes, not " + expected);
            }
            byte[] content = output.readNBytes((int) size);
            if (content.length != size) {
                throw new EOFException("its output is cut off in blob " + sha);
            }
            return content;
        });
    }

    /** Reads a blob from the output. */
    @FunctionalInterface
    private interface BlobReader<T> {
        T read(String sha, long size) throws IOException;
    }

    private <T> Map<String, T> read(Collection<String> shas, BlobReader<T> blob) {
        Map<String, T> blobs = HashMap.newHashMap(shas.size());
        Iterator<String> remaining = shas.iterator();
        List<String> batch = new ArrayList<>();
        try {
            while (remaining.hasNext()) {
                batch.clear();
                while (remaining.hasNext() && batch.size() < BATCH_SIZE) {
                    batch.add(remaining.next());
                    requests.write(Lines.ascii("contents " + batch.getLast() + "\n"));
                }
                requests.write(Lines.ascii("flush\n"));
                requests.flush();
                for (String sha : batch) {
                    blobs.put(sha, blob.read(sha, parseSize(sha, Lines.next(output))));
                    if (output.read() != '\n') {
                        throw new EOFException("its output is cut off after blob " + sha);
                    }
                }
            }
            return blobs;
        } catch (IOException broken) {
            throw process.failure("failed midway: " + FailureText.of(broken));
        }
    }

    /** Parses the header of an answer: {@code <sha> <type> <size>}. */
    private long parseSize(String sha, String header) {
        return ObjectHeader.parse(header)
                .filter(object -> object.isBlob() && object.sha().equals(sha))
                .orElseThrow(() -> process.failure("answered a request for blob " + sha + " with \"" + header + "\""))
                .size();
    }

    @Override
    public void close() {
        process.close();
    }
}
