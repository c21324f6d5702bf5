package io.commitlake.history.git.pack;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The lines that were read most recently, by the positions of their records. */
final class LinesCache {
    /** A version's memory besides its lines, counted in lines. */
    private static final int OVERHEAD = 12;

    private final Map<Long, long[]> versions = new LinkedHashMap<>(256, 0.75f, true);
    private final long maxLines;
    private long lines;

    LinesCache(long maxLines) {
        this.maxLines = maxLines;
    }

    /** The memory of the cached lines, counted in lines. */
    long heldLines() {
        return lines;
    }

    Optional<long[]> get(long position) {
        return Optional.ofNullable(versions.get(position));
    }

    void add(long position, long[] hashes) {
        if (versions.put(position, hashes) == null) {
            lines += OVERHEAD + (long) hashes.length;
        }
        for (Iterator<long[]> eldest = versions.values().iterator(); lines > maxLines && eldest.hasNext(); ) {
            lines -= OVERHEAD + (long) eldest.next().length;
            eldest.remove();
        }
    }
}
