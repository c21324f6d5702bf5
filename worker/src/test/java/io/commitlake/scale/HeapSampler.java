package io.commitlake.scale;

import org.jspecify.annotations.Nullable;

/**
 * Measures the memory in use at moments that grow further apart, so that it costs little time: it collects garbage first.
 * What a step holds mostly grows until it ends, so the last moments come close to the most.
 */
final class HeapSampler implements AutoCloseable {
    private static final double GROWTH = 1.25;
    private static final long FIRST_MILLIS = 200;

    private final long before;
    private final @Nullable Thread sampler;
    private volatile long most;

    /** Starts to measure, if it shall. */
    HeapSampler(boolean on) {
        before = on ? inUse() : 0;
        sampler = on ? Thread.ofPlatform().daemon().name("heap").start(this::run) : null;
    }

    private void run() {
        double pause = FIRST_MILLIS;
        try {
            while (true) {
                Thread.sleep((long) pause);
                most = Math.max(most, inUse() - before);
                pause *= GROWTH;
            }
        } catch (InterruptedException over) {
            // The step is over.
        }
    }

    private static long inUse() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    long most() {
        return most;
    }

    @Override
    public void close() {
        if (sampler != null) {
            sampler.interrupt();
            try {
                sampler.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
