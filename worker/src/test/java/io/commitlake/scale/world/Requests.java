package io.commitlake.scale.world;

import java.util.SortedMap;
import java.util.TreeMap;

/** Counts requests, bytes and objects by kind. */
public final class Requests {
    private final SortedMap<String, Long> counts = new TreeMap<>();

    void add(String kind, long more) {
        counts.merge(kind, more, Long::sum);
    }

    public SortedMap<String, Long> all() {
        return new TreeMap<>(counts);
    }

    /** What was counted since an earlier moment. */
    public SortedMap<String, Long> since(SortedMap<String, Long> earlier) {
        SortedMap<String, Long> more = new TreeMap<>();
        counts.forEach((kind, count) -> {
            long added = count - earlier.getOrDefault(kind, 0L);
            if (added != 0) {
                more.put(kind, added);
            }
        });
        return more;
    }
}
