package io.commitlake.history.lines;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The blobs that were read last, for a file's next change: as many as a share of the memory holds. */
public final class RecentBlobs {
    /** What a blob costs beside its lines, counted in lines. */
    private static final long OVERHEAD = 32;

    /** A sixteenth of the memory for all that are read side by side. */
    private static final long MOST = Math.clamp(
            Runtime.getRuntime().maxMemory()
                    / 16
                    / Long.BYTES
                    / Runtime.getRuntime().availableProcessors(),
            1 << 14,
            1 << 22);

    private final Map<String, BlobLines> blobs = new LinkedHashMap<>(256, 0.75f, true);
    private long held;

    /** What the blobs of all that rest may come to. */
    public static final long MOST_RESTING = MOST * Runtime.getRuntime().availableProcessors();

    public long held() {
        return held;
    }

    public Optional<BlobLines> get(String sha) {
        return Optional.ofNullable(blobs.get(sha));
    }

    public void add(String sha, BlobLines blob) {
        if (blobs.put(sha, blob) == null) {
            held += cost(blob);
        }
        for (Iterator<BlobLines> eldest = blobs.values().iterator(); held > MOST && eldest.hasNext(); ) {
            held -= cost(eldest.next());
            eldest.remove();
        }
    }

    private static long cost(BlobLines blob) {
        return OVERHEAD + (blob instanceof BlobLines.Text text ? text.hashes().length : 0);
    }
}
