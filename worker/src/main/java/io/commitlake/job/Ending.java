package io.commitlake.job;

/** Does something at once when this process is told to end, as long as it is open. */
final class Ending implements AutoCloseable {
    private final Thread hook;

    private Ending(Thread hook) {
        this.hook = hook;
    }

    static Ending tell(Runnable what) {
        Thread hook = new Thread(what, "ending");
        Runtime.getRuntime().addShutdownHook(hook);
        return new Ending(hook);
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
