package io.commitlake.sandbox.hub;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks its source at the first call and remembers the answer; callers at the same time wait for it. A failure is not remembered. */
final class MemoizedSupplier<T> implements Supplier<T> {
    private final Supplier<T> source;
    private @Nullable T answer;

    MemoizedSupplier(Supplier<T> source) {
        this.source = source;
    }

    @Override
    public synchronized T get() {
        T known = answer;
        if (known == null) {
            known = source.get();
            answer = known;
        }
        return known;
    }
}
