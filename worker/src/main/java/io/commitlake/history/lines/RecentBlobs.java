package io.commitlake.history.lines;

import io.commitlake.history.memory.RecentValues;
import java.util.Optional;

/** A cache of recently read blobs for the next changes of their files, limited to a share of Java's heap. */
public final class RecentBlobs {
    /** A blob's memory besides its lines, counted in lines. */
    private static final long BLOB_OVERHEAD = 32;

    /** The most lines of one cache: the caches of all processors together take a sixteenth of the heap. */
    private static final long MAX_LINES = Math.clamp(
            Runtime.getRuntime().maxMemory()
                    / 16
                    / Long.BYTES
                    / Runtime.getRuntime().availableProcessors(),
            1 << 14,
            1 << 22);

    private final RecentValues<String, BlobLines> blobs = new RecentValues<>(MAX_LINES, RecentBlobs::cost);

    /** The most lines that the caches of all idle counters may hold together. */
    public static final long MAX_IDLE_LINES = MAX_LINES * Runtime.getRuntime().availableProcessors();

    /** The memory of the cached blobs, counted in lines. */
    public long heldLines() {
        return blobs.held();
    }

    public Optional<BlobLines> get(String sha) {
        return blobs.get(sha);
    }

    public void add(String sha, BlobLines blob) {
        blobs.add(sha, blob);
    }

    private static long cost(BlobLines blob) {
        return BLOB_OVERHEAD + (blob instanceof BlobLines.Text text ? text.hashes().length : 0);
    }
}
