package io.commitlake.storage;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Objects under keys, all below one prefix of a bucket or one folder.
 *
 * <p>Keys are relative to it, non-empty, {@code /} between their parts, without an empty, {@code .} or {@code ..} part;
 * no key is another's folder. Every put is atomic: a reader sees the whole object or none of it, and once a put has
 * returned it lasts. {@code .commitlake-tmp} is no key's first part. Any number of threads may call at once. Every method throws a {@link io.commitlake.model.CommitlakeException} of kind STORE where the store
 * failed after retries (its message carries the operation, the object's address and the store's own words), and of
 * kind SETTINGS where it refuses for good: no such bucket, wrong keys, a folder that can't be
 * written to. What is no key is an {@link IllegalArgumentException}.
 */
public interface Storage extends AutoCloseable {
    /**
     * An object and its version.
     *
     * @param content all of it
     * @param version what {@link #putIfMatch} takes: another version, another content
     */
    record Stored(byte[] content, String version) {}

    /**
     * An object as a listing has it.
     *
     * @param key relative to the storage, like every key
     * @param size in bytes
     */
    record Listed(String key, long size) {}

    /**
     * Asks whether the store answers, takes the keys and has the bucket; a folder is made, a bucket is not. Commands that
     * write call it once, before any work.
     */
    void check();

    /** The object, or empty where there is none. For small objects: it is read whole into memory. */
    Optional<Stored> get(String key);

    /**
     * How long ago the object was put, never negative; empty where there is none. The time is the store's own, and so is the
     * clock that it is held against, where the store says what its clock shows.
     */
    Optional<Duration> age(String key);

    /** Copies the object to a local file, replacing it; false, and no file touched, where there is no such object. */
    boolean download(String key, Path file);

    /** Puts an object, replacing any. */
    void put(String key, byte[] content);

    /** Puts a local file's bytes as an object, replacing any; in parts where it is large, still all or nothing. */
    void put(String key, Path file);

    /**
     * Puts an object where there is none.
     *
     * @return true where the object that is there now has this content, be it put by this call or before it
     */
    boolean putIfAbsent(String key, byte[] content);

    /**
     * Puts an object where its version is still the one that was read.
     *
     * @return true where the object that is there now has this content, be it put by this call or by another
     */
    boolean putIfMatch(String key, byte[] content, String version);

    /** Removes an object; nothing happens where there is none. */
    void delete(String key);

    /**
     * Every object whose key starts with a prefix, in the order of the keys' UTF-8 bytes, a page at a time. The prefix
     * need not end at a {@code /}; the empty one is all.
     */
    void list(String prefix, Consumer<Listed> each);

    /**
     * The names right below a folder that other keys go through ({@code "a/"} lists {@code b} for {@code a/b/c}), in
     * the order of those keys.
     *
     * @param prefix empty or ending in {@code /}
     */
    void listFolders(String prefix, Consumer<String> each);

    /**
     * Removes the parts of puts that never ended because their worker was killed. Nobody sees these parts, but they take
     * space, and S3 charges for them. It costs one request for every thousand of them, and one where there are none.
     *
     * @param before only puts that began before this moment: a later one may be a live worker's
     * @return how many
     */
    long removeUnfinishedPuts(Instant before);

    /** Where it is, as a person wrote it: {@code s3://bucket/prefix} or {@code file:/folder}. */
    String location();

    @Override
    void close();
}
