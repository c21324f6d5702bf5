package io.commitlake.history.memory;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.management.NotificationEmitter;

/**
 * Keeps the heap small where Java may have much. The serial collector looks for garbage among objects that have lived for a
 * while only once the heap has grown to its limit, a quarter of the machine's memory. Reading a large history leaves
 * gigabytes of such objects behind, although it holds few at a time. So this asks for a collection whenever there are
 * twice as many bytes of them as the last collection has left, or {@link #LEAST}.
 */
public final class EarlyCollection {
    /** The bytes up to which a collection isn't worth its time. */
    static final long LEAST = 192L << 20;

    private static final String SERIAL_POOL = "Tenured Gen";
    private static final AtomicBoolean STARTED = new AtomicBoolean();

    private EarlyCollection() {}

    /** Starts, once in a process. Does nothing with another collector, because those look for garbage in time. */
    public static void start() {
        if (!STARTED.compareAndSet(false, true)) {
            return;
        }
        ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals(SERIAL_POOL))
                .filter(pool -> pool.getUsage().getMax() > LEAST)
                .findFirst()
                .ifPresent(EarlyCollection::watch);
    }

    private static void watch(MemoryPoolMXBean old) {
        old.setUsageThreshold(LEAST);
        ((NotificationEmitter) ManagementFactory.getMemoryMXBean())
                .addNotificationListener(
                        (note, _) -> {
                            if (note.getType().equals(MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED)) {
                                collect(old);
                            }
                        },
                        null,
                        null);
    }

    private static void collect(MemoryPoolMXBean old) {
        System.gc();
        MemoryUsage left = old.getUsage();
        old.setUsageThreshold(Math.min(Math.max(LEAST, 2 * left.getUsed()), left.getMax()));
    }
}
