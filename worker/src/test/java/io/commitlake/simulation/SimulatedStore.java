package io.commitlake.simulation;

import io.commitlake.model.Sha256;
import io.commitlake.testing.MadeUpS3;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The server side of S3: each operation is atomic, reads see every earlier put, and conditional puts hold. An object's
 * ETag depends on its content alone, as S3's does. Not simulated: multipart uploads, versions, and other buckets.
 */
final class SimulatedStore {
    record Stored(byte[] content, String tag, Instant at) {}

    /** Sees every change at the moment of the change. */
    interface Watcher {
        /** An object was put; {@code before} is the object that it replaced. */
        void put(String key, Optional<Stored> before, Stored now);

        void deleted(String key, Stored before);
    }

    private final Clock clock;
    private final Watcher watcher;
    private final NavigableMap<String, Stored> objects = new TreeMap<>();

    SimulatedStore(Clock clock, Watcher watcher) {
        this.clock = clock;
        this.watcher = watcher;
    }

    NavigableMap<String, Stored> objects() {
        return objects;
    }

    Stored get(String key) {
        Stored stored = objects.get(key);
        if (stored == null) {
            throw MadeUpS3.refusal(404, "NoSuchKey");
        }
        return stored;
    }

    /** Puts an object if the conditions of the request hold. */
    Stored put(String key, byte[] content, boolean ifAbsent, Optional<String> ifMatch) {
        Optional<Stored> before = Optional.ofNullable(objects.get(key));
        if (ifAbsent && before.isPresent()) {
            throw MadeUpS3.refusal(412, "PreconditionFailed");
        }
        if (ifMatch.isPresent() && before.isEmpty()) {
            throw MadeUpS3.refusal(404, "NoSuchKey");
        }
        if (ifMatch.isPresent() && !ifMatch.get().equals(before.orElseThrow().tag())) {
            throw MadeUpS3.refusal(412, "PreconditionFailed");
        }
        return put(key, content, clock.instant());
    }

    /** Puts an object as of some time. */
    Stored put(String key, byte[] content, Instant at) {
        Stored stored = new Stored(content, "\"" + Sha256.of(content).substring(0, 32) + "\"", at);
        Optional<Stored> before = Optional.ofNullable(objects.put(key, stored));
        watcher.put(key, before, stored);
        return stored;
    }

    void delete(String key) {
        Stored before = objects.remove(key);
        if (before != null) {
            watcher.deleted(key, before);
        }
    }

    /** At most {@code most} keys with a prefix that come after a key. */
    List<String> list(String prefix, String after, int most) {
        return MadeUpS3.list(objects.navigableKeySet(), prefix, after, most);
    }
}
