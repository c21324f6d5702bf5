package io.commitlake.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Counts what an iteration does, and the processor time that it takes. JMH's own rates are by the clock, so other work
 * on the machine lowers them.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class Counters {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** The number of changes, rows or claims. */
    public long count;

    public long bytes;

    private long begun;

    @Setup(Level.Iteration)
    public void begin() {
        begun = SYSTEM.getProcessCpuTime();
    }

    /** The nanoseconds of this process since the iteration began, with those of Java's compiler and garbage collector. */
    public long processorNanoseconds() {
        return SYSTEM.getProcessCpuTime() - begun;
    }
}
