package io.commitlake.job.merge;

import io.commitlake.storage.Storage;
import io.commitlake.testing.InterceptedStorage;
import java.util.Set;

/** A storage of a process that is killed at one of its writes: from then on, every call fails. */
final class DyingStorage {
    /** The moment of the kill: the store either never receives the write, or the process never learns of it. */
    enum When {
        BEFORE_THE_WRITE,
        AFTER_THE_WRITE
    }

    private static final Set<String> WRITES = Set.of("put", "putIfAbsent", "putIfMatch", "delete");

    private static final class Killed extends Error {}

    private final Storage real;
    private final When when;
    private int left;
    private boolean dead;

    /**
     * A storage that dies.
     *
     * @param writes the number of writes that succeed before the one that kills
     */
    DyingStorage(Storage real, int writes, When when) {
        this.real = real;
        this.left = writes;
        this.when = when;
    }

    Storage storage() {
        return InterceptedStorage.of(real, call -> {
            boolean kills = isLast(WRITES.contains(call.name()));
            if (kills && when == When.BEFORE_THE_WRITE) {
                throw new Killed();
            }
            Object result = call.proceed();
            if (kills) {
                throw new Killed();
            }
            return result;
        });
    }

    private synchronized boolean isLast(boolean writes) {
        if (dead) {
            throw new Killed();
        }
        dead = writes && left-- == 0;
        return dead;
    }

    /** Runs a command on the storage. Returns whether it was killed. */
    boolean kills(Runnable command) {
        try {
            command.run();
            return false;
        } catch (Killed killed) {
            return true;
        }
    }
}
