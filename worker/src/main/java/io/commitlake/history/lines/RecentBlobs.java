package io.commitlake.history.lines;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
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

    private final Map<String, BlobLines> blobs = new LinkedHashMap<>(256, 0.75f, true);
    private long heldLines;

    /** The most lines that the caches of all idle counters may hold together. */
    public static final long MAX_IDLE_LINES = MAX_LINES * Runtime.getRuntime().availableProcessors();

    /** The memory of the cached blobs, counted in lines. */
    public long heldLines() {
        return heldLines;
    }

    public Optional<BlobLines> get(String sha) {
        return Optional.ofNullable(blobs.get(sha));
    }

    public void add(String sha, BlobLines blob) {
        if (blobs.put(sha, blob) == null) {
            heldLines += cost(blob);
        }
        for (Iterator<BlobLines> eldest = blobs.values().iterator(); heldLines > MAX_LINES && eldest.hasNext(); ) {
            heldLines -= cost(eldest.next());
            eldest.remove();
        }
    }

    private static long cost(BlobLines blob) {
        return BLOB_OVERHEAD + (blob instanceof BlobLines.Text text ? text.hashes().length : 0);
    }
}
