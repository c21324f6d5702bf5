package io.commitlake.history.memory;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** Keeps the values that were used last, within a limit on their memory. Not thread-safe. */
public final class RecentValues<K, V> {
    private final Map<K, V> values = new LinkedHashMap<>(256, 0.75f, true);
    private final long most;
    private final ToLongFunction<? super V> cost;
    private long held;

    /**
     * Keeps nothing yet.
     *
     * @param most the most memory for all values together, in the unit of {@code cost}
     * @param cost a value's memory; it must be the same each time
     */
    public RecentValues(long most, ToLongFunction<? super V> cost) {
        this.most = most;
        this.cost = cost;
    }

    /** The memory of all values, in the unit of the limit. */
    public long held() {
        return held;
    }

    public Optional<V> get(K key) {
        return Optional.ofNullable(values.get(key));
    }

    /** Adds a value, and drops those that were used longest ago if all together take too much. */
    public void add(K key, V value) {
        if (values.put(key, value) == null) {
            held += cost.applyAsLong(value);
        }
        for (Iterator<V> eldest = values.values().iterator(); held > most && eldest.hasNext(); ) {
            held -= cost.applyAsLong(eldest.next());
            eldest.remove();
        }
    }
}
