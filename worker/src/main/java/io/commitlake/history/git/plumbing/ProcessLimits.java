package io.commitlake.history.git.plumbing;

import io.commitlake.history.Deadline;
import io.commitlake.history.FetchOutcome;
import io.commitlake.history.memory.GitMemory;
import java.time.Duration;

/**
 * Limits of the Git processes of one history. A process that exceeds them is killed, and reading from it throws a
 * {@link io.commitlake.history.FetchException} with the outcome.
 *
 * @param deadline the deadline of the repository's export
 * @param memory the memory of all these processes together, without the files that they map
 */
public record ProcessLimits(Deadline deadline, GitMemory.Share memory) {
    /** Bytes of Java's heap that a changed file takes while its commit is read, without its path. */
    private static final long FILE_BYTES = 800;

    /** Bytes held for each byte of a path, which is kept as bytes, as text and percent-encoded. */
    private static final long PATH_COPIES = 8;

    /** The limits of a Git process that reads no fetched history. */
    public static final ProcessLimits NONE =
            new ProcessLimits(Deadline.after(Duration.ofDays(1)), GitMemory.unbounded());

    /** Git's default size of the cache of unpacked objects. */
    private static final long DEFAULT_CACHE_BYTES = 96 << 20;

    private static final long MAX_CACHE_BYTES = 192 << 20;
    private static final long MAX_PACK_CACHE_BYTES = 128 << 20;
    private static final long MAX_PACKED_BYTES = 16 << 20;

    /** The bytes that a changed file takes out of {@link #maxCommitBytes}. */
    public static long heldBytes(byte[] path) {
        return FILE_BYTES + PATH_COPIES * path.length;
    }

    /** The most bytes for one commit's files: half of Java's heap, because only one large commit is read at a time. */
    public long maxCommitBytes() {
        return Math.min(memory.most(), Runtime.getRuntime().maxMemory() / 2);
    }

    /**
     * The size in bytes of Git's cache of delta bases while it reads blobs. Blobs are read in the order of their
     * commits, not of the pack, so with a small cache Git unpacks the same bases over and over. All lanes share a
     * twelfth of Java's heap, but each gets at least Git's default.
     */
    public long objectCacheBytes() {
        return Math.clamp(
                Math.min(
                        memory.most() / 4,
                        Runtime.getRuntime().maxMemory()
                                / 12
                                / Runtime.getRuntime().availableProcessors()),
                DEFAULT_CACHE_BYTES,
                MAX_CACHE_BYTES);
    }

    /** The bytes of memory for recently read objects of one lane: a sixteenth of Java's heap for all lanes. */
    public static long packCacheBytes() {
        return Math.clamp(
                Runtime.getRuntime().maxMemory() / 16 / Runtime.getRuntime().availableProcessors(),
                1 << 20,
                MAX_PACK_CACHE_BYTES);
    }

    /** The most bytes of an object that Java reads from a pack by itself: it may hold a few of them at a time. */
    public static int maxPackedBytes() {
        return (int) Math.min(Runtime.getRuntime().maxMemory() / 64, MAX_PACKED_BYTES);
    }

    /** The most bytes that a commit object or a path may have: each is copied several times on its way to a file. */
    public static long maxObjectBytes() {
        return Runtime.getRuntime().maxMemory() / 32;
    }

    /** The outcome of a history with an object that is too large for memory. */
    public static FetchOutcome.TooLarge tooLarge(String what) {
        return new FetchOutcome.TooLarge(what + ", more than COMMITLAKE_MAX_REPOSITORY_MEMORY and Java's heap allow");
    }
}
