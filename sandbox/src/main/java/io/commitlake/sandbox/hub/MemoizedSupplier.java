package io.commitlake.sandbox.hub;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls its source once and remembers the result; concurrent callers wait for it. A failure isn't remembered. */
final class MemoizedSupplier<T> implements Supplier<T> {
    private final Supplier<T> source;
    private @Nullable T value;

    MemoizedSupplier(Supplier<T> source) {
        this.source = source;
    }

    @Override
    public synchronized T get() {
        T known = value;
        if (known == null) {
            known = source.get();
            value = known;
        }
        return known;
    }
}
