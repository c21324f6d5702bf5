package io.commitlake.history.git.clone;

import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.GitProcess;
import io.commitlake.history.git.plumbing.LocalDisk;
import io.commitlake.model.FailureText;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
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
    private static final String REMOTE_ERROR = "fatal: remote error: ";
    private static final int PACK_BAND = 1;
    private static final int MESSAGE_BAND = 2;
    private static final long EXIT_SECONDS = 5;

    /** The result of a download. */
    sealed interface Result {
        record Done() implements Result {}

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
    private boolean namesFormat;
    private final StringBuilder messages = new StringBuilder();

    /**
     * A download into a repository without packs.
     *
     * @param maxBytes the most bytes that the pack may have
     */
    PackDownload(BareRepository repository, FetchSettings settings, long maxBytes) {
        this.repository = repository;
        this.settings = settings;
        this.maxBytes = maxBytes;
    }

    /** Downloads the commits, and puts a reference named after each. */
    Result run(List<String> commits) {
        Path pack = repository.packs().resolve("incoming");
        Result result = download(commits, pack);
        if (result instanceof Result.Done) {
            Optional<String> failure = new DownloadedPack(repository, pack, settings.threads(repository)).index();
            if (failure.isPresent()) {
                return new Result.Failed(failure.get(), 1);
            }
            putReferences(commits);
        }
        return result;
    }

    private Result download(List<String> commits, Path pack) {
        try (GitProcess helper = repository.git().start(settings.helper(repository))) {
            try (OutputStream requests = helper.input()) {
                BufferedInputStream answers = new BufferedInputStream(helper.output(), 1 << 16);
                requests.write("stateless-connect git-upload-pack\n".getBytes(StandardCharsets.US_ASCII));
                requests.flush();
                String connected = line(answers);
                if (connected.equals("fallback")) {
                    return new Result.Unsupported();
                }
                PacketLines packets = new PacketLines(answers);
                if (!connected.isEmpty() || !acceptsFetch(packets)) {
                    return new Result.Unsupported();
                }
                requests.write(request(commits).getBytes(StandardCharsets.US_ASCII));
                requests.flush();
                receive(packets, pack, helper);
            } catch (IOException failed) {
                if (LocalDisk.isFull(failed)) {
                    throw LocalDisk.failure(pack, failed);
                }
                return failed(helper, FailureText.of(failed));
            }
            int code = helper.waitForExit();
            return code == 0 ? new Result.Done() : new Result.Failed(helper.errorOutput(), code);
        }
    }

    private static String line(BufferedInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.length() > 100) {
                throw new IOException("its answer is cut off");
            }
            line.append((char) next);
        }
        return line.toString();
    }

    /** Reads what the server can do: whether that is what this class needs. */
    private boolean acceptsFetch(PacketLines packets) throws IOException {
        boolean isVersion2 = false;
        boolean fetches = false;
        boolean sha1 = true;
        while (packets.next()) {
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
        if (!packets.next() || !packets.text(0).equals("packfile")) {
            String line = packets.text(0);
            throw new IOException(
                    line.startsWith("ERR ")
                            ? REMOTE_ERROR + line.substring("ERR ".length())
                            : "its answer starts with \"" + line + "\"");
        }
        long bytes = 0;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(pack), 1 << 16)) {
            while (packets.next()) {
                int band = packets.size() == 0 ? 0 : packets.data()[0];
                if (band == PACK_BAND) {
                    bytes += packets.size() - 1;
                    if (bytes > maxBytes) {
                        throw helper.stop(DiskLimit.tooLarge(maxBytes, bytes));
                    }
                    out.write(packets.data(), 1, packets.size() - 1);
                } else if (band == MESSAGE_BAND) {
                    messages.append("remote: ").append(packets.text(1)).append('\n');
                } else {
                    throw new IOException(REMOTE_ERROR + packets.text(1));
                }
            }
        }
    }

    /** Ends a helper whose answer can't be used, and says why: it knows most itself. */
    private Result failed(GitProcess helper, String reason) {
        try {
            if (!helper.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
                helper.kill();
            }
        } catch (InterruptedException interrupted) {
            helper.kill();
            Thread.currentThread().interrupt();
        }
        int code = helper.waitForExit();
        helper.failIfInterrupted(code);
        String words = messages + helper.errorOutput();
        boolean told = !words.isBlank() && !reason.startsWith(REMOTE_ERROR);
        return new Result.Failed(told ? words : (words + "\n" + reason).strip(), code == 0 ? 1 : code);
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
