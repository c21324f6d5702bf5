package io.commitlake.history.git.clone;

import io.commitlake.history.FetchProgress;
import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.GitProcess;
import io.commitlake.history.git.plumbing.LocalDisk;
import io.commitlake.history.git.plumbing.LocalOutput;
import io.commitlake.model.FailureText;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Fetches commits with everything that they reach into an empty repository. Git's own helper for HTTP makes the requests
 * (gitremote-helpers(7)); this class speaks version 2 of Git's protocol through it (gitprotocol-v2(5)), so that it can
 * index the pack by itself, and read the lines of all blobs while it does so. {@code git fetch} would index it in several
 * times as long, and all blobs would have to be unpacked once more.
 */
final class PackDownload {
    private static final String OBJECT_FORMAT = "object-format=sha1";
    private static final int PACK_BAND = 1;
    private static final int MESSAGE_BAND = 2;
    private static final long EXIT_SECONDS = 5;

    /** More bytes than the helper writes after an answer: one packet. */
    private static final int MAX_REST_BYTES = 1024;

    /** The result of a download. */
    sealed interface Result {
        /**
         * The commits are there.
         *
         * @param words what the server says besides
         */
        record Done(String words) implements Result {}

        /** The server, or this Git, has no version 2 of the protocol. */
        record Unsupported() implements Result {}

        /**
         * The download failed.
         *
         * @param words what Git and the server say
         */
        record Failed(String words, int code) implements Result {}
    }

    private final BareRepository repository;
    private final FetchSettings settings;
    private final long maxBytes;
    private final FetchProgress progress;
    private boolean namesFormat;
    private boolean inMessage;

    /**
     * A download into a repository without packs.
     *
     * @param maxBytes the most bytes that the pack may have
     */
    PackDownload(BareRepository repository, FetchSettings settings, long maxBytes, FetchProgress progress) {
        this.repository = repository;
        this.settings = settings;
        this.maxBytes = maxBytes;
        this.progress = progress;
    }

    /** Downloads the commits, and puts a reference named after each. */
    Result run(List<String> commits) {
        Path pack = repository.packs().resolve("incoming");
        Result result = download(commits, pack);
        if (result instanceof Result.Done(String words)) {
            Optional<String> failure = new DownloadedPack(
                            repository, pack, settings.threads(repository), maxBytes, progress)
                    .index(commits);
            if (failure.isPresent()) {
                return new Result.Failed((words + "\n" + failure.get()).strip(), 1);
            }
            putReferences(commits);
        }
        return result;
    }

    private Result download(List<String> commits, Path pack) {
        try (GitProcess helper = repository.git().start(settings.helper(repository))) {
            String failure = "";
            try (BufferedInputStream answers = new BufferedInputStream(helper.output(), 1 << 16)) {
                if (!converse(commits, pack, helper, answers)) {
                    return new Result.Unsupported();
                }
                if (answers.readNBytes(MAX_REST_BYTES).length == MAX_REST_BYTES) {
                    throw new IOException("its answer goes on after its end");
                }
            } catch (IOException broken) {
                failure = FailureText.of(broken);
                end(helper);
            }
            int code = helper.waitForExit();
            helper.failIfInterrupted(code);
            String words = helper.errorOutput();
            if (code == 0 && failure.isEmpty()) {
                return new Result.Done(words);
            }
            return new Result.Failed(words.isEmpty() ? failure : words, code);
        }
    }

    /** Asks for the commits and receives the pack; false if the server or the helper can't do what this takes. */
    private boolean converse(List<String> commits, Path pack, GitProcess helper, BufferedInputStream answers)
            throws IOException {
        try (OutputStream requests = helper.input()) {
            requests.write("stateless-connect git-upload-pack\n".getBytes(StandardCharsets.US_ASCII));
            requests.flush();
            String connected = line(answers);
            PacketLines packets = new PacketLines(answers);
            if (!connected.isEmpty() || !acceptsFetch(packets)) {
                return false;
            }
            requests.write(request(commits).getBytes(StandardCharsets.US_ASCII));
            requests.flush();
            receive(packets, pack, helper);
            return true;
        }
    }

    private static String line(BufferedInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.length() > MAX_REST_BYTES) {
                throw new EOFException("its answer is cut off");
            }
            line.append((char) next);
        }
        return line.toString();
    }

    /** Reads the server's capabilities, and tells whether they include what this class needs. */
    private boolean acceptsFetch(PacketLines packets) throws IOException {
        boolean isVersion2 = false;
        boolean fetches = false;
        boolean sha1 = true;
        while (packets.next() == PacketLines.Kind.DATA) {
            String line = packets.text(0);
            isVersion2 |= line.equals("version 2");
            fetches |= line.equals("fetch") || line.startsWith("fetch=");
            if (line.startsWith("object-format=")) {
                sha1 = line.equals(OBJECT_FORMAT);
                namesFormat = true;
            }
        }
        return isVersion2 && fetches && sha1;
    }

    private String request(List<String> commits) {
        StringBuilder request = new StringBuilder(PacketLines.of("command=fetch\n"))
                .append(namesFormat ? PacketLines.of(OBJECT_FORMAT + "\n") : "")
                .append(PacketLines.DELIMITER)
                .append(PacketLines.of("ofs-delta\n"))
                .append(PacketLines.of("no-progress\n"));
        commits.forEach(sha -> request.append(PacketLines.of("want " + sha + "\n")));
        return request.append(PacketLines.of("done\n"))
                .append(PacketLines.FLUSH)
                .toString();
    }

    private void receive(PacketLines packets, Path pack, GitProcess helper) throws IOException {
        if (packets.next() != PacketLines.Kind.DATA || !packets.text(0).equals("packfile")) {
            String line = packets.text(0);
            if (line.startsWith("ERR ")) {
                throw refusal(helper, line.substring("ERR ".length()));
            }
            throw new IOException("its answer doesn't start with a pack");
        }
        long bytes = 0;
        // Failures to write are the disk's, unlike those to read the answer.
        try (LocalOutput out = new LocalOutput(pack)) {
            PacketLines.Kind kind;
            for (kind = packets.next(); kind == PacketLines.Kind.DATA; kind = packets.next()) {
                int band = packets.size() == 0 ? 0 : packets.data()[0];
                if (band == PACK_BAND) {
                    bytes += packets.size() - 1;
                    if (bytes > maxBytes) {
                        throw helper.stop(DiskLimit.tooLarge(maxBytes, bytes));
                    }
                    out.write(packets.data(), 1, packets.size() - 1);
                    progress.received(packets.size() - 1L);
                } else if (band == MESSAGE_BAND) {
                    // Git starts each line so. A message may end in the middle of a line.
                    helper.addError(
                            (inMessage ? "" : "remote: ") + packets.rawText(1).replaceAll("\n(?=.)", "\nremote: "));
                    inMessage = !packets.rawText(1).endsWith("\n");
                } else {
                    throw refusal(helper, packets.text(1));
                }
            }
            if (kind != PacketLines.Kind.FLUSH) {
                throw new EOFException("its answer is cut off");
            }
        }
    }

    private static IOException refusal(GitProcess helper, String words) {
        helper.addError("\nfatal: remote error: " + words + "\n");
        return new IOException("the server refused");
    }

    /** Ends a helper whose answer can't be used. Usually, it exits by itself, and its error output says why. */
    private static void end(GitProcess helper) {
        try {
            if (!helper.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
                helper.kill();
            }
        } catch (InterruptedException interrupted) {
            helper.kill();
            Thread.currentThread().interrupt();
        }
    }

    private void putReferences(List<String> commits) {
        Path references = repository.folder().resolve("refs/commitlake");
        try {
            Files.createDirectories(references);
            for (String sha : commits) {
                Files.writeString(references.resolve(sha), sha + "\n");
            }
        } catch (IOException failed) {
            throw LocalDisk.failure(references, failed);
        }
    }
}
