package io.commitlake.job.work;

import java.time.Duration;

/** An action that runs as soon as this process is told to end, until the hook is closed. */
public final class ShutdownHook implements AutoCloseable {
    /** Ctrl-C reaches Git and this process at the same time, and Git may end first. */
    private static final Duration SIGNAL_DELAY = Duration.ofSeconds(2);

    private final Thread hook;

    private ShutdownHook(Thread hook) {
        this.hook = hook;
    }

    public static ShutdownHook register(Runnable action) {
        Thread hook = new Thread(action, "shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        return new ShutdownHook(hook);
    }

    /** Whether this process is ending; true before the first hook runs. */
    public static boolean isShuttingDown() {
        try {
            Runtime.getRuntime().removeShutdownHook(new Thread(() -> {}));
            return false;
        } catch (IllegalStateException shuttingDown) {
            return true;
        }
    }

    /** Whether this process is ending or does so within a moment: a signal that ended Git may be meant for both. */
    public static boolean isAboutToShutDown() {
        long since = System.nanoTime();
        while (!isShuttingDown()) {
            if (System.nanoTime() - since > SIGNAL_DELAY.toNanos()) {
                return false;
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return isShuttingDown();
            }
        }
        return true;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The action runs or has run.
        }
    }
}
