package io.commitlake.history.git.plumbing;

import io.commitlake.history.Deadline;
import io.commitlake.history.FetchOutcome;
import io.commitlake.history.memory.GitMemory;
import java.time.Duration;

/**
 * What the gits of one history may use. One that is past it is ended, and whoever reads it meets
 * {@link io.commitlake.history.FetchException} with the outcome.
 *
 * @param memory of them all, beside the files that they map
 */
public record ProcessLimits(Deadline deadline, GitMemory.Share memory) {
    /** A file that changed takes so much in this JVM while its commit is read: objects, hashes, strings; beside its path. */
    private static final long FILE_BYTES = 800;

    /** A path is held as bytes, as text and percent-encoded. */
    private static final long PATH_COPIES = 8;

    /** Of a git that is asked about nobody's history. */
    public static final ProcessLimits NONE =
            new ProcessLimits(Deadline.after(Duration.ofDays(1)), GitMemory.unbounded());

    /** What git keeps of unpacked objects, if it isn't told. */
    private static final long USUAL_CACHE_BYTES = 96 << 20;

    private static final long MOST_CACHE_BYTES = 192 << 20;

    /** What a changed file costs of {@link #commitBytes}. */
    public static long cost(byte[] path) {
        return FILE_BYTES + PATH_COPIES * path.length;
    }

    /** What the files of one commit may take: half of Java's memory, for one large commit is read at a time. */
    public long commitBytes() {
        return Math.min(memory.most(), Runtime.getRuntime().maxMemory() / 2);
    }

    /**
     * What a git that reads files may keep of them to build others on: they are asked for in the order of their commits,
     * not as they are packed, and with too little git unpacks the same ones over and over. A twelfth of Java's memory for
     * all lanes, but for each no less than git takes by itself.
     */
    public long cacheBytes() {
        return Math.clamp(
                Math.min(
                        memory.most() / 4,
                        Runtime.getRuntime().maxMemory()
                                / 12
                                / Runtime.getRuntime().availableProcessors()),
                USUAL_CACHE_BYTES,
                MOST_CACHE_BYTES);
    }

    /** How long one commit object or one path may be: it is copied some times on its way into a file. */
    public static long objectBytes() {
        return Runtime.getRuntime().maxMemory() / 32;
    }

    public static FetchOutcome.TooLarge tooLarge(String what) {
        return new FetchOutcome.TooLarge(
                what + "; COMMITLAKE_MAX_REPOSITORY_MEMORY and Java's own memory allow no more");
    }
}
