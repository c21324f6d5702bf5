package io.commitlake.scale.world;

import io.commitlake.testing.MadeUpS3;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The objects of a bucket. Of objects that nobody reads again it may keep nothing but their number and size. */
public final class MadeUpStore {
    record Stored(RecordLog.Place place, long version, Instant at) {
        String tag() {
            return "\"" + version + "\"";
        }
    }

    private final Clock clock;
    private final RecordLog contents;
    private final Predicate<String> forgets;
    private final NavigableMap<String, Stored> objects = new TreeMap<>();
    private long versions;
    private long bytes;
    private long forgotten;

    /**
     * An empty store.
     *
     * @param forgets whether an object with a key is only counted; no command may read, list or remove it
     */
    MadeUpStore(Clock clock, RecordLog contents, Predicate<String> forgets) {
        this.clock = clock;
        this.contents = contents;
        this.forgets = forgets;
    }

    public long objects() {
        return objects.size() + forgotten;
    }

    /** The bytes of all objects. */
    public long bytes() {
        return bytes;
    }

    boolean forgets(String key) {
        return forgets.test(key);
    }

    /** Counts an object that nobody reads. */
    Stored forget(long length) {
        forgotten++;
        bytes += length;
        return new Stored(new RecordLog.Place(0, 0, Math.toIntExact(length)), versions++, clock.instant());
    }

    Stored find(String key) {
        Stored stored = objects.get(key);
        if (stored == null) {
            throw MadeUpS3.refusal(404, "NoSuchKey");
        }
        return stored;
    }

    byte[] content(Stored stored) {
        return contents.get(stored.place());
    }

    /** Puts an object if the conditions of the request hold. */
    Stored put(String key, byte[] content, boolean ifAbsent, Optional<String> ifMatch) {
        Stored before = objects.get(key);
        if (ifAbsent && before != null) {
            throw MadeUpS3.refusal(412, "PreconditionFailed");
        }
        if (ifMatch.isPresent() && !ifMatch.get().equals(find(key).tag())) {
            throw MadeUpS3.refusal(412, "PreconditionFailed");
        }
        Stored stored = new Stored(contents.add(content), versions++, clock.instant());
        bytes += content.length - (before == null ? 0 : before.place().length());
        objects.put(key, stored);
        return stored;
    }

    void delete(String key) {
        Stored before = objects.remove(key);
        bytes -= before == null ? 0 : before.place().length();
    }

    /** At most {@code most} keys with a prefix that come after a key. */
    List<String> list(String prefix, String after, int most) {
        return MadeUpS3.list(objects.navigableKeySet(), prefix, after, most);
    }
}
