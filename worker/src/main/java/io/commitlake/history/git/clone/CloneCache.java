package io.commitlake.history.git.clone;

import io.commitlake.history.Deadline;
import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.LocalDisk;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cache of fetched packs by repository: a fetch starts with the cached packs and asks only for newer objects. Git
 * never reads a history from the cache itself, but from a separate repository that links the pack files, so any process
 * may replace or remove an entry at any time. Above its size limit, the cache drops its least recently used entries.
 */
public final class CloneCache {
    private static final Logger LOG = LoggerFactory.getLogger(CloneCache.class);
    private static final String STAGED_PREFIX = "new-";

    private final Path folder;
    private final long maxBytes;
    private final CacheLock lock;

    /**
     * The folder and size of a cache.
     *
     * @param folder the folder, created if missing; best on the disk of COMMITLAKE_WORK_DIR, so that files are
     *     linked rather than copied
     * @param maxBytes the most bytes that all entries may take
     */
    public record Place(Path folder, long maxBytes) {}

    private CloneCache(Place place) {
        this.folder = place.folder();
        this.maxBytes = place.maxBytes();
        this.lock = new CacheLock(folder.resolve("lock"));
    }

    /**
     * Opens a cache, and creates its folder if needed.
     *
     * @throws CommitlakeException of kind SETTINGS if the folder can't be written
     */
    public static CloneCache open(Place place) {
        Path folder = place.folder();
        try {
            Files.createDirectories(folder);
            if (!Files.isWritable(folder)) {
                throw new IOException("it isn't writable");
            }
            return new CloneCache(place);
        } catch (IOException refused) {
            throw CommitlakeException.settings(
                    "COMMITLAKE_CLONE_CACHE is " + folder + ", which can't be written: " + FailureText.of(refused),
                    refused);
        }
    }

    /** Whether the cache has an entry of the repository. */
    public boolean holds(long repository) {
        return Files.exists(CacheEntry.manifest(entryFolder(repository)));
    }

    /**
     * Fills an empty bare repository from the cache. A broken entry is removed.
     *
     * @return whether an intact entry was found and the repository now holds its packs
     */
    public boolean fill(BareRepository empty, long repository) {
        try {
            Optional<CacheEntry> linked = lock.run(empty.limits().deadline(), () -> {
                Optional<CacheEntry> entry = CacheEntry.read(entryFolder(repository));
                if (entry.isPresent()) {
                    entry.get().linkPacks(packFolder(empty));
                    Files.setLastModifiedTime(
                            CacheEntry.manifest(entryFolder(repository)), FileTime.from(Instant.now()));
                } else if (Files.exists(entryFolder(repository))) {
                    throw new BrokenPackException("its manifest is incomplete or damaged");
                }
                return entry;
            });
            // Verify without the lock, because that reads the packs in full.
            if (linked.isPresent()) {
                linked.get().verifyPacks(packFolder(empty));
                linked.get().writeReferences(empty.folder());
            }
            return linked.isPresent();
        } catch (IOException broken) {
            discard(repository, empty.limits().deadline(), FailureText.of(broken));
            return false;
        }
    }

    /**
     * Removes the entry of a repository. Does nothing if there is none.
     *
     * @throws CommitlakeException of kind SETTINGS if it can't be removed
     */
    public void remove(long repository) {
        try {
            lock.run(Deadline.after(Duration.ZERO), () -> {
                remove(entryFolder(repository));
                return true;
            });
        } catch (IOException failed) {
            throw CommitlakeException.settings(
                    "can't remove " + entryFolder(repository) + " from COMMITLAKE_CLONE_CACHE: "
                            + FailureText.of(failed),
                    failed);
        }
    }

    /** Removes the entry of a repository because it is broken. */
    public void discard(long repository, Deadline deadline, String why) {
        LOG.warn("removing the broken entry of repository {} from COMMITLAKE_CLONE_CACHE: {}", repository, why);
        try {
            lock.run(deadline, () -> {
                remove(entryFolder(repository));
                return true;
            });
        } catch (IOException failed) {
            LOG.warn("can't remove {}: {}", entryFolder(repository), FailureText.of(failed));
        }
    }

    /** Stores a repository's packs with these commits in place of its previous entry. A failure is only logged. */
    public void store(BareRepository source, long repository, List<String> commits) {
        try {
            lock.run(source.limits().deadline(), () -> {
                for (Path staged : children(STAGED_PREFIX)) {
                    remove(staged); // left by a process that failed or died while it held the lock
                }
                Path staged = Files.createDirectory(folder.resolve(STAGED_PREFIX + UUID.randomUUID()));
                CacheEntry.write(staged, packFolder(source), commits);
                remove(entryFolder(repository));
                Files.move(staged, entryFolder(repository), StandardCopyOption.ATOMIC_MOVE);
                evict();
                return true;
            });
        } catch (IOException | RuntimeException failed) {
            LOG.warn(
                    "can't store repository {} in COMMITLAKE_CLONE_CACHE ({}): {}",
                    repository,
                    folder,
                    FailureText.of(failed));
        }
    }

    private void evict() throws IOException {
        record SizedEntry(Path entry, long bytes, FileTime lastUsed) {}
        List<SizedEntry> entries = new ArrayList<>();
        for (Path entry : children("")) {
            Path manifest = CacheEntry.manifest(entry);
            entries.add(new SizedEntry(
                    entry,
                    totalBytes(entry),
                    Files.exists(manifest) ? Files.getLastModifiedTime(manifest) : FileTime.fromMillis(0)));
        }
        entries.sort(Comparator.comparing(SizedEntry::lastUsed));
        long total = entries.stream().mapToLong(SizedEntry::bytes).sum();
        for (SizedEntry sized : entries) {
            if (total > maxBytes) {
                remove(sized.entry());
                total -= sized.bytes();
            }
        }
    }

    private Path entryFolder(long repository) {
        return folder.resolve(Long.toString(repository));
    }

    private static Path packFolder(BareRepository repository) {
        return repository.folder().resolve("objects/pack");
    }

    private List<Path> children(String prefix) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(Files::isDirectory)
                    .filter(child -> String.valueOf(child.getFileName()).startsWith(prefix))
                    .toList();
        }
    }

    private static long totalBytes(Path entry) throws IOException {
        try (Stream<Path> files = Files.walk(entry)) {
            return files.mapToLong(
                            file -> file.toFile().isFile() ? file.toFile().length() : 0)
                    .sum();
        }
    }

    /** Removes an entry, its manifest first: without a manifest there is no entry. */
    private static void remove(Path entry) throws IOException {
        Files.deleteIfExists(CacheEntry.manifest(entry));
        LocalDisk.remove(entry);
    }
}
