package io.commitlake.simulation;

import java.util.Random;

/**
 * The versions of Git in the workers' images. In a quarter of the simulations, half of the workers have
 * the newer Git from the beginning. A deployment gives a newer Git to all workers or to half of them, or rolls it
 * back. A worker may void the open claims of an older Git after a day, and never those of a newer one.
 */
final class Fleet {
    private static final String OLD_GIT = "2.50.0";
    private static final String NEW_GIT = "2.51.0";

    private final Random random;
    /** The share of new workers that get the newer Git. */
    private double upgraded;

    private boolean everUpgraded;

    Fleet(Random random) {
        this.random = random;
        this.upgraded = random.nextInt(4) == 0 ? 0.5 : 0;
    }

    /** The version of Git of a worker that starts now. */
    String git() {
        boolean newer = random.nextDouble() < upgraded;
        everUpgraded |= newer;
        return newer ? NEW_GIT : OLD_GIT;
    }

    /** Upgrades workers, or rolls the last upgrade back. */
    void deploy() {
        upgraded = upgraded > 0 ? 0 : random.nextBoolean() ? 1 : 0.5;
    }

    /** Gives all workers the newest Git that any worker has had, so that they can complete every claim. */
    void settle() {
        upgraded = everUpgraded ? 1 : 0;
    }

    /** Whether a claim's format is older than that of a worker that has started by now. */
    boolean isOutdated(String format) {
        return everUpgraded && format.contains(OLD_GIT);
    }
}
