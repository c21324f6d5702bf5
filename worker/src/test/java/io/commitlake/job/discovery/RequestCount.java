package io.commitlake.job.discovery;

import io.commitlake.storage.Storage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Counts the calls of a storage's methods, and may stop or refuse each. Thread-safe. */
final class RequestCount {
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();
    private volatile Consumer<String> before = method -> {};

    /** The storage, with its calls counted here. */
    Storage of(Storage storage) {
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, arguments) -> {
                    counts.merge(method.getName(), 1, Integer::sum);
                    before.accept(method.getName());
                    try {
                        return method.invoke(storage, arguments);
                    } catch (InvocationTargetException failed) {
                        throw Objects.requireNonNull(failed.getCause());
                    }
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
