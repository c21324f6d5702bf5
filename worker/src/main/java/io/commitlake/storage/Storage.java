package io.commitlake.storage;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Stores objects under keys, below a prefix of a bucket or in a folder.
 *
 * <p>Keys are relative to the prefix or folder and not empty. {@code /} separates their parts; no part is empty,
 * {@code .} or {@code ..}, the first part isn't {@code .commitlake-tmp}, and no key is the folder of another key. Every
 * method throws an {@link IllegalArgumentException} for an invalid key.
 *
 * <p>Every put is atomic: a reader sees the whole object or nothing, and the object is durable when the put returns.
 * Any number of threads may use a storage at the same time.
 *
 * <p>Every method throws a {@link io.commitlake.model.CommitlakeException} of kind STORE if the store fails after all
 * retries; the message has the operation, the object's address and the store's own words. The kind is SETTINGS if a
 * retry can't help: the bucket doesn't exist, the keys are wrong, or the folder isn't writable.
 */
public interface Storage extends AutoCloseable {
    /**
     * An object and its version.
     *
     * @param content the object's whole content
     * @param version the version for {@link #putIfMatch}; it changes whenever the content changes
     */
    record Stored(byte[] content, String version) {}

    /**
     * An object in a listing.
     *
     * @param key the object's key
     * @param size the object's size in bytes
     */
    record Listed(String key, long size) {}

    /**
     * Checks that the store answers, accepts the keys and has the bucket. Creates a missing folder, but not a missing
     * bucket. Commands that write call this once, before any work.
     */
    void check();

    /** Reads a whole object into memory, so only for small objects; empty if there is no object. */
    Optional<Stored> get(String key);

    /**
     * Reads the last bytes of an object, or the whole object if it is smaller; empty if there is no object. The object
     * must have at least one byte.
     */
    Optional<byte[]> tail(String key, int bytes);

    /**
     * The version of an object for {@link #putIfMatch}, without its content; empty if there is no object. Suits objects
     * that are too large for {@link #get}. Read the version before you download the object: if the object changes in
     * between, the conditional put fails.
     */
    Optional<String> version(String key);

    /**
     * The time since the object's last put, never negative; empty if there is no object. Both times are by the store's
     * own clock, if the store reports its current time.
     */
    Optional<Duration> age(String key);

    /** Copies an object to a local file, which it replaces. Returns false and leaves the file if there is no object. */
    boolean download(String key, Path file);

    /** Puts an object. Replaces an existing one. */
    void put(String key, byte[] content);

    /** Puts a local file as an object. Replaces an existing one. Large files go in parts, but still atomically. */
    void put(String key, Path file);

    /**
     * Puts an object unless the key has one.
     *
     * @return whether the key's object now has this content, from this call or an earlier put
     */
    boolean putIfAbsent(String key, byte[] content);

    /**
     * Puts a local file as an object unless the key has one. The file goes in one put, so S3 limits it to 5 GiB.
     *
     * @return whether the key's object now has the file's content, from this call or an earlier put
     */
    boolean putIfAbsent(String key, Path file);

    /**
     * Replaces an object if it still has the given version.
     *
     * @return whether the key's object now has this content, from this call or another put
     */
    boolean putIfMatch(String key, byte[] content, String version);

    /**
     * Replaces an object with a local file if it still has the given version. The file goes in one put, so S3 limits it
     * to 5 GiB.
     *
     * @return whether the key's object now has the file's content, from this call or another put
     */
    boolean putIfMatch(String key, Path file, String version);

    /**
     * Puts an object unless somebody has put or changed it since it was looked for.
     *
     * @param before what {@link #get} returned; empty if there was no object
     * @return false if it has changed, and nothing was put
     */
    static boolean putIfUnchanged(Storage storage, String key, byte[] content, Optional<Stored> before) {
        return before.isPresent()
                ? storage.putIfMatch(key, content, before.get().version())
                : storage.putIfAbsent(key, content);
    }

    /** Removes an object. Does nothing if there is none. */
    void delete(String key);

    /**
     * Lists every object whose key starts with a prefix, ordered by the UTF-8 bytes of the keys, a page at a time. The
     * prefix may end in the middle of a name; the empty prefix lists all objects.
     */
    void list(String prefix, Consumer<Listed> each);

    /** Whether any object's key starts with a prefix. Asks an S3 store for a single key. */
    boolean holdsAny(String prefix);

    /**
     * Lists the names of the folders directly in a folder, ordered by the keys in them. For example, {@code "a/"} lists
     * {@code b} if there is an object {@code a/b/c}.
     *
     * @param prefix the folder with its {@code /}, or empty for the whole storage
     */
    void listFolders(String prefix, Consumer<String> each);

    /**
     * Removes the parts of puts that killed workers left unfinished. No reader sees these parts, but they take space,
     * and S3 charges for them. On S3 this takes one request for each thousand uploads (at least one), and one for each
     * upload that it removes.
     *
     * @param before the moment before which a put must have begun; a later put may be that of a running worker
     * @return the number of removed puts
     */
    long removeUnfinishedPuts(Instant before);

    /** The location in the form of the setting: {@code s3://bucket/prefix} or {@code file:/folder}. */
    String location();

    @Override
    void close();
}
