package io.commitlake.history.git.clone;

import io.commitlake.history.Deadline;
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
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A pack that was just downloaded.
 *
 * @param incoming the file, in the repository's folder of packs
 * @param threads the number of threads that index it
 */
record DownloadedPack(BareRepository repository, Path incoming, int threads) {
    /** The size of a pack from which only one is indexed at a time, because that takes memory. */
    private static final long LARGE_BYTES = 4 << 20;

    private static final ReentrantLock LARGE_PACK = new ReentrantLock();

    /**
     * Checks the pack, indexes it, and names it after its checksum.
     *
     * @return what is wrong with it; empty if nothing is
     */
    Optional<String> index() {
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
            try {
                index(pack, index, lines);
                return Optional.empty();
            } catch (UnreadablePackException leftToGit) {
                Files.deleteIfExists(index);
                Files.deleteIfExists(lines);
            }
        } catch (IOException failed) {
            throw LocalDisk.failure(pack, failed);
        }
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
                    threads,
                    large ? heap / 8 : Math.min(heap / 8, 4 * LARGE_BYTES),
                    repository.limits().deadline()::check);
            Files.move(temporary, index);
        } finally {
            if (large) {
                LARGE_PACK.unlock();
            }
        }
    }
}
