package io.commitlake.history.memory;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * The memory that Git may use: all of this process's memory but Java's heap and the memory that Java uses beside it. If
 * Git used more, the kernel would kill the container.
 *
 * @param gitBytes the bytes for all running Git processes together
 */
public record MemoryBudget(long gitBytes) {
    /** Code, classes, threads, socket and compression buffers, as measured during an export of ten repositories. */
    private static final long BESIDE_HEAP = 320L << 20;

    /** Git can't start with less, so it gets this much however small the container is. */
    private static final long LEAST = 64L << 20;

    /** The memory that the Git processes of one lane use while they read a large repository. */
    private static final long LANE = 256L << 20;

    public MemoryBudget {
        if (gitBytes <= 0) {
            throw new IllegalArgumentException("Git's memory must be positive, not " + gitBytes);
        }
    }

    /** This process's budget, from its container's limit (cgroups v1 or v2) or, without one, the machine's memory. */
    public static MemoryBudget ofThisProcess() {
        // Java respects the limits of the cgroup and of its ancestors.
        long all = ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Long.MAX_VALUE;
        return of(all, Runtime.getRuntime().maxMemory());
    }

    static MemoryBudget of(long all, long heap) {
        return new MemoryBudget(Math.max(LEAST, all - heap - BESIDE_HEAP));
    }

    /** The number of threads that may read histories at once: one per processor, or fewer if memory is short. */
    public int lanes(int processors) {
        return Math.clamp(gitBytes / LANE, 1, processors);
    }

    /**
     * The bytes that a repository's Git processes are expected to use. Its size on the server's disk says little about
     * the sizes of its files, so we assume that it packs well, up to the memory that Git uses in all lanes. Indexing a
     * large pack takes memory in proportion to its objects.
     *
     * @param kilobytes the repository's size on the server's disk
     * @param lanes the number of lanes in which it may be read
     */
    static long expected(long kilobytes, int lanes) {
        long reading = Math.min((32L << 20) + 32 * 1024 * kilobytes, lanes * LANE);
        long indexing = (64L << 20) + 512 * kilobytes;
        return Math.max(reading, indexing);
    }
}
