package io.commitlake.job.discovery;

import io.commitlake.storage.Storage;
import io.commitlake.testing.InterceptedStorage;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Counts the calls of a storage's methods, and may stop or refuse each. Thread-safe. */
final class RequestCount {
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();
    private volatile Consumer<String> before = method -> {};

    /** The storage, with its calls counted here. */
    Storage of(Storage storage) {
        return InterceptedStorage.of(storage, call -> {
            counts.merge(call.name(), 1, Integer::sum);
            before.accept(call.name());
            return call.proceed();
        });
    }

    /** Calls this with the method's name before each call from now on; what it throws, the call throws. */
    void before(Consumer<String> action) {
        before = action;
    }

    /** The calls since the last time, by method. */
    Map<String, Integer> take() {
        Map<String, Integer> taken = Map.copyOf(counts);
        counts.clear();
        return taken;
    }
}
