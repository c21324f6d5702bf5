package io.commitlake.history.git.clone;

import io.commitlake.history.Deadline;
import io.commitlake.history.FetchException;
import io.commitlake.history.FetchProgress;
import io.commitlake.history.git.pack.PackIndexer;
import io.commitlake.history.git.pack.PackReader;
import io.commitlake.history.git.pack.UnreadablePackException;
import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.GitProcess;
import io.commitlake.history.git.plumbing.LocalDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A pack that was just downloaded.
 *
 * @param incoming the file, in the repository's folder of packs
 * @param threads the number of threads that index it
 * @param maxBytes the most bytes that it may take on disk, with its index and lines
 * @param progress is told how many objects are indexed
 */
record DownloadedPack(BareRepository repository, Path incoming, int threads, long maxBytes, FetchProgress progress) {
    /** Packs above this size are indexed one at a time, to limit memory. */
    private static final long LARGE_BYTES = 4 << 20;

    /** The most bytes of a file of lines, and how much they grow with the pack: ten times is usual for a large one. */
    private static final long MIN_LINES_BYTES = 64 << 20;

    private static final long LINES_SHARE = 16;
    private static final ReentrantLock LARGE_PACK = new ReentrantLock();

    /**
     * Checks the pack, indexes it, and names it after its checksum.
     *
     * @param commits what the server was asked for
     * @return what is wrong with it; empty if nothing is
     */
    Optional<String> index(List<String> commits) {
        String name;
        try {
            name = "pack-" + HexFormat.of().formatHex(CacheEntry.verifyChecksum(incoming, CacheEntry.CHECKSUM_BYTES));
        } catch (BrokenPackException broken) {
            return Optional.of("the server's pack is broken: " + broken.getMessage());
        } catch (IOException failed) {
            throw LocalDisk.failure(incoming, failed);
        }
        Path pack = repository.packs().resolve(name + ".pack");
        Path index = repository.packs().resolve(name + PackReader.INDEX);
        Path lines = repository.packs().resolve(name + PackReader.LINES);
        try {
            Files.move(incoming, pack);
            Optional<String> failure = Optional.empty();
            try {
                index(pack, index, lines);
            } catch (UnreadablePackException leftToGit) {
                Files.deleteIfExists(lines);
                failure = indexByGit(pack);
            }
            if (failure.isEmpty() && Files.size(pack) + Files.size(index) > maxBytes) {
                throw new FetchException(DiskLimit.tooLarge(maxBytes, Files.size(pack) + Files.size(index)));
            }
            return failure.isPresent() ? failure : missing(commits);
        } catch (IOException failed) {
            throw LocalDisk.failure(pack, failed);
        }
    }

    private Optional<String> missing(List<String> commits) throws IOException {
        try (PackReader packs = new PackReader(repository.packs(), 0, 0, () -> {})) {
            return commits.stream()
                    .filter(sha -> !packs.contains(sha))
                    .findFirst()
                    .map(sha -> "the server's pack lacks " + sha);
        } catch (UnreadablePackException leftToGit) {
            return Optional.empty();
        }
    }

    private Optional<String> indexByGit(Path pack) {
        try (GitProcess git = repository
                .git()
                .start(repository.command(
                        "-c",
                        "core.bigFileThreshold=32m",
                        "index-pack",
                        "--threads=" + threads,
                        String.valueOf(pack)))) {
            int code = git.waitForExit();
            git.failIfInterrupted(code);
            return code == 0 ? Optional.empty() : Optional.of(git.errorOutput());
        }
    }

    private long linesBytes(long pack) {
        return Math.min(MIN_LINES_BYTES + LINES_SHARE * pack, maxBytes - 2 * pack);
    }

    private void index(Path pack, Path index, Path lines) throws IOException {
        boolean large = Files.size(pack) > LARGE_BYTES;
        if (large) {
            try (Deadline.Wait _ = repository.limits().deadline().waiting()) {
                LARGE_PACK.lock();
            }
        }
        try {
            long heap = Runtime.getRuntime().maxMemory();
            Path temporary = index.resolveSibling("indexing");
            PackIndexer.index(
                    pack,
                    temporary,
                    lines,
                    new PackIndexer.Limits(
                            threads,
                            large ? heap / 8 : Math.min(heap / 8, 4 * LARGE_BYTES),
                            linesBytes(Files.size(pack)),
                            repository.limits().deadline()::check),
                    progress);
            Files.move(temporary, index);
        } finally {
            if (large) {
                LARGE_PACK.unlock();
            }
        }
    }
}
