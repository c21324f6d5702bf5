package io.commitlake.history.memory;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How this process divides the memory that it may take: Java's heap, what Java takes beside its heap, and the rest, which
 * is for Git. More than that and the kernel kills a container.
 *
 * @param gitBytes for all running Gits together
 */
public record MemoryBudget(long gitBytes) {
    /** Code, classes, threads, and the buffers of sockets and compression: measured while ten repositories are exported. */
    private static final long BESIDE_HEAP = 320L << 20;

    /** With less than this nothing of Git's can be begun, so that it is tried however small the container is. */
    private static final long LEAST = 64L << 20;

    /** What the Gits of one lane hold of a large repository while they read it. */
    private static final long LANE = 256L << 20;

    public MemoryBudget {
        if (gitBytes <= 0) {
            throw new IllegalArgumentException("Git's memory is positive, not " + gitBytes);
        }
    }

    /** That of this process: of its container's limit (cgroups, version 1 or 2) or, without one, of the machine's memory. */
    public static MemoryBudget ofThisProcess() {
        // Java reads it from the limits of the cgroup and of those above it.
        long all = ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Long.MAX_VALUE;
        return of(all, Runtime.getRuntime().maxMemory());
    }

    static MemoryBudget of(long all, long heap) {
        return new MemoryBudget(Math.max(LEAST, all - heap - BESIDE_HEAP));
    }

    /** How many may read histories at once: as many as there are processors, if the memory lasts for their Gits. */
    public int lanes(int processors) {
        return Math.clamp(gitBytes / LANE, 1, processors);
    }

    /**
     * What the Gits of a repository are expected to take. Its size on the server's disk says little of its files' sizes,
     * so a small one counts as one that packs well, up to what Git keeps for all lanes; an index of a large pack grows with
     * the number of its objects.
     *
     * @param kilobytes on the server's disk
     */
    static long expected(long kilobytes, int lanes) {
        long reading = Math.min((32L << 20) + 32 * 1024 * kilobytes, lanes * LANE);
        long indexing = (64L << 20) + 512 * kilobytes;
        return Math.max(reading, indexing);
    }
}
