package io.commitlake.history.git.pack;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The objects of a pack that were read most recently, by keys of the caller's. */
final class ObjectCache {
    /** A cached object's memory besides its content, in bytes. */
    private static final int OVERHEAD = 120;

    private final Map<Long, PackedObject> objects = new LinkedHashMap<>(256, 0.75f, true);
    private final long maxBytes;
    private long bytes;

    /** A cache of objects that take this many bytes of memory together. */
    ObjectCache(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    long bytes() {
        return bytes;
    }

    Optional<PackedObject> get(long key) {
        return Optional.ofNullable(objects.get(key));
    }

    void add(long key, PackedObject object) {
        if (object.content().length > maxBytes / 4) {
            return; // it would push most others out
        }
        if (objects.put(key, object) == null) {
            bytes += cost(object);
        }
        for (Iterator<PackedObject> eldest = objects.values().iterator(); bytes > maxBytes && eldest.hasNext(); ) {
            bytes -= cost(eldest.next());
            eldest.remove();
        }
    }

    private static long cost(PackedObject object) {
        return (long) OVERHEAD + object.content().length;
    }
}
