package io.commitlake.history.git.pack;

import io.commitlake.history.git.pack.PackFile.Entry;
import io.commitlake.history.lines.BlobLines;
import io.commitlake.history.memory.RecentValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import java.util.zip.Inflater;

/**
 * Reads objects from the packs of a repository, as {@code git cat-file} does, but without a process and a pipe. It caches
 * what it read last, because the next version of a file usually is stored as a difference from it. Not thread-safe.
 */
public final class PackReader implements AutoCloseable {
    /** The longest chain of deltas to follow. Git makes chains of 50; its limit is 4095. */
    private static final int MAX_CHAIN = 4095;

    /** A cached object's memory besides its content, in bytes. */
    private static final long OBJECT_BYTES = 120;

    /**
     * An open pack.
     *
     * @param lines the lines of its blobs, if {@link PackIndexer} has indexed it
     * @param number tells its objects from those of the others in the cache
     */
    private record Pack(Path path, PackFile file, PackIndex index, Optional<PackLines> lines, long number) {
        /** The bits of a cache's key that hold an entry's offset. */
        private static final int OFFSET_BITS = 48;

        long key(long offset) {
            return number << OFFSET_BITS | offset;
        }
    }

    /** The ending of a pack's index. */
    public static final String INDEX = ".idx";

    /** The ending of a pack's lines. */
    public static final String LINES = ".lines";

    private final Path folder;
    private final long maxLines;
    private final RecentValues<Long, PackedObject> cache;
    private final int maxCachedBytes;
    private final int maxObjectBytes;
    private final Runnable check;
    private final Inflater inflater = new Inflater();
    private final List<Pack> packs = new ArrayList<>();
    /** The pack with the object that was found last: the next one is most likely in the same. */
    private int last;

    /**
     * Opens the packs of a folder.
     *
     * @param folder the repository's folder of packs, {@code objects/pack}
     * @param cacheBytes the most bytes of memory for the objects that the cache keeps
     * @param maxObjectBytes the size of the largest object to read
     * @param check is called for each object that is read or made, and stops the work if it throws
     * @throws UnreadablePackException if there is a pack of a form that this class can't read
     */
    public PackReader(Path folder, long cacheBytes, int maxObjectBytes, Runnable check) throws IOException {
        this.folder = folder;
        this.maxLines = cacheBytes / 2 / Long.BYTES;
        this.cache = new RecentValues<>(cacheBytes / 2, object -> OBJECT_BYTES + object.content().length);
        this.maxCachedBytes = (int) Math.min(cacheBytes / 8, Integer.MAX_VALUE);
        this.maxObjectBytes = maxObjectBytes;
        this.check = check;
        try {
            openNew();
        } catch (IOException | RuntimeException | Error failed) {
            close();
            throw failed;
        }
    }

    private boolean openNew() throws IOException {
        List<Path> indexes;
        try (Stream<Path> files = Files.list(folder)) {
            indexes = files.filter(file -> file.toString().endsWith(INDEX))
                    .filter(file -> packs.stream().noneMatch(open -> open.path().equals(file)))
                    .sorted()
                    .toList();
        }
        for (Path path : indexes) {
            packs.add(open(path));
        }
        return !indexes.isEmpty();
    }

    private Pack open(Path path) throws IOException {
        Path lines = sibling(path, LINES);
        PackIndex index = new PackIndex(path);
        try {
            PackFile file = new PackFile(sibling(path, ".pack"));
            try {
                Optional<PackLines> ofBlobs =
                        Files.exists(lines) ? Optional.of(new PackLines(lines, maxLines)) : Optional.empty();
                return new Pack(path, file, index, ofBlobs, packs.size());
            } catch (IOException | RuntimeException | Error failed) {
                file.close();
                throw failed;
            }
        } catch (IOException | RuntimeException | Error failed) {
            index.close();
            throw failed;
        }
    }

    private static Path sibling(Path index, String ending) {
        String name = String.valueOf(index.getFileName());
        return index.resolveSibling(name.substring(0, name.length() - INDEX.length()) + ending);
    }

    /** The memory of the objects that the cache keeps, in bytes. */
    public long heldBytes() {
        return cache.held()
                + packs.stream()
                        .flatMap(pack -> pack.lines().stream())
                        .mapToLong(PackLines::heldBytes)
                        .sum();
    }

    /**
     * Reads an object.
     *
     * @param sha its name, 40 hexadecimal digits
     * @return empty if no pack has it, not even one that was fetched after this object was created
     * @throws UnreadablePackException if the object, or one that it is stored as a difference from, is larger than the
     *     limit or broken
     */
    public Optional<PackedObject> read(String sha) throws IOException {
        check.run();
        byte[] name = HexFormat.of().parseHex(sha);
        Optional<PackedObject> found = find(name);
        return found.isPresent() || !openNew() ? found : find(name);
    }

    /** Whether the folder had packs when it was last looked at. */
    public boolean hasPacks() {
        return !packs.isEmpty();
    }

    /** Whether a pack has an object, given its name of 40 hexadecimal digits. */
    public boolean contains(String sha) {
        return place(HexFormat.of().parseHex(sha)).isPresent();
    }

    /**
     * Reads the lines of a blob from those that {@link PackIndexer} has written.
     *
     * @param sha its name, 40 hexadecimal digits
     * @return empty if no pack has them
     */
    public Optional<BlobLines> readLines(String sha) {
        check.run();
        return place(HexFormat.of().parseHex(sha))
                .flatMap(place -> place.pack().lines().flatMap(lines -> lines.read(place.rank())));
    }

    private Optional<PackedObject> find(byte[] name) throws IOException {
        Optional<Place> place = place(name);
        return place.isEmpty()
                ? Optional.empty()
                : Optional.of(read(
                        place.get().pack(),
                        place.get().pack().index().offset(place.get().rank())));
    }

    /** An object's place in the index of a pack. */
    private record Place(Pack pack, long rank) {}

    private Optional<Place> place(byte[] name) {
        for (int i = 0; i < packs.size(); i++) {
            int at = (last + i) % packs.size();
            OptionalLong rank = packs.get(at).index().find(name);
            if (rank.isPresent()) {
                last = at;
                return Optional.of(new Place(packs.get(at), rank.getAsLong()));
            }
        }
        return Optional.empty();
    }

    private PackedObject read(Pack pack, long offset) throws IOException {
        Deque<Long> differences = new ArrayDeque<>();
        long at = offset;
        Optional<PackedObject> object = cache.get(pack.key(at));
        while (object.isEmpty()) {
            switch (entry(pack, at)) {
                case Entry.Whole whole -> {
                    object = Optional.of(
                            new PackedObject(whole.type(), pack.file().inflate(whole, inflater)));
                    keep(pack.key(at), object.get());
                }
                case Entry.Delta delta -> {
                    differences.push(at);
                    if (differences.size() > MAX_CHAIN) {
                        throw new UnreadablePackException("an object is stored as more than " + MAX_CHAIN + " deltas");
                    }
                    at = delta.base();
                    object = cache.get(pack.key(at));
                }
            }
        }
        PackedObject made = object.get();
        for (long next : differences) {
            check.run();
            Delta delta = new Delta(pack.file().inflate(entry(pack, next), inflater), maxObjectBytes);
            made = new PackedObject(made.type(), delta.apply(made.content()));
            keep(pack.key(next), made);
        }
        return made;
    }

    private void keep(long key, PackedObject object) {
        if (object.content().length <= maxCachedBytes) { // a larger one would push most others out
            cache.add(key, object);
        }
    }

    private Entry entry(Pack pack, long offset) throws UnreadablePackException {
        Entry entry = pack.file().entry(offset);
        if (entry.size() > maxObjectBytes) {
            throw new UnreadablePackException("an object has " + entry.size() + " bytes");
        }
        return entry;
    }

    @Override
    public void close() {
        inflater.end();
        for (Pack pack : packs) {
            pack.file().close();
            pack.index().close();
            pack.lines().ifPresent(PackLines::close);
        }
        packs.clear();
    }
}
