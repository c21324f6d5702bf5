package io.commitlake.job.work;

import java.time.Duration;

/** Does something at once when this process is told to end, as long as it is open. */
public final class ShutdownHook implements AutoCloseable {
    /** Ctrl-C reaches Git and this process at once, and Git may be the quicker one to end. */
    private static final Duration MOMENT = Duration.ofSeconds(2);

    private final Thread hook;

    private ShutdownHook(Thread hook) {
        this.hook = hook;
    }

    public static ShutdownHook tell(Runnable what) {
        Thread hook = new Thread(what, "ending");
        Runtime.getRuntime().addShutdownHook(hook);
        return new ShutdownHook(hook);
    }

    /** Whether this process is ending; true before the first of those that are told is told. */
    public static boolean begun() {
        try {
            Runtime.getRuntime().removeShutdownHook(new Thread(() -> {}));
            return false;
        } catch (IllegalStateException ends) {
            return true;
        }
    }

    /** Whether this process is ending or is about to, asked where a signal ended Git: it may be meant for both. */
    public static boolean begins() {
        long since = System.nanoTime();
        while (!begun()) {
            if (System.nanoTime() - since > MOMENT.toNanos()) {
                return false;
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return begun();
            }
        }
        return true;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException endsAlready) {
            // Then it was told.
        }
    }
}
