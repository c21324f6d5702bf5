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
 * What was fetched before, by repository: a fetch begins with it and asks for what is new. A history is never read from
 * here but from a repository of its own that shares the packs' files, so that an entry may be replaced or removed at any
 * time, by any of several processes. Past its size the entry goes that was longest not used.
 */
public final class CloneCache {
    private static final Logger LOG = LoggerFactory.getLogger(CloneCache.class);
    private static final String STAGED = "new-";

    private final Path folder;
    private final long mostBytes;
    private final CacheLock lock;

    /**
     * Where it lies.
     *
     * @param folder made where it isn't there; best on the disk of COMMITLAKE_WORK_DIR, so that files are shared
     * @param mostBytes of all that is in it
     */
    public record Place(Path folder, long mostBytes) {}

    private CloneCache(Place place) {
        this.folder = place.folder();
        this.mostBytes = place.mostBytes();
        this.lock = new CacheLock(folder.resolve("lock"));
    }

    /**
     * A cache.
     *
     * @throws CommitlakeException of kind SETTINGS where it can't be written
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

    /** Whether there is something of the repository. */
    public boolean holds(long repository) {
        return Files.exists(CacheEntry.manifest(entry(repository)));
    }

    /**
     * Puts what there is of a repository into an empty one.
     *
     * @return whether there is anything in it now; what is broken isn't, and is removed
     */
    public boolean fill(BareRepository empty, long repository) {
        try {
            Optional<CacheEntry> linked = lock.held(empty.bounds().deadline(), () -> {
                Optional<CacheEntry> entry = CacheEntry.read(entry(repository));
                if (entry.isPresent()) {
                    entry.get().linkPacks(packs(empty));
                    Files.setLastModifiedTime(CacheEntry.manifest(entry(repository)), FileTime.from(Instant.now()));
                } else if (Files.exists(entry(repository))) {
                    throw new BrokenPackException("its list is cut or changed");
                }
                return entry;
            });
            // Without the lock, for it takes as long as reading them does.
            if (linked.isPresent()) {
                linked.get().check(packs(empty));
                linked.get().writeReferences(empty.folder());
            }
            return linked.isPresent();
        } catch (IOException broken) {
            discard(repository, empty.bounds().deadline(), FailureText.of(broken));
            return false;
        }
    }

    /** Removes what there is of a repository, for it is broken. */
    public void discard(long repository, Deadline deadline, String why) {
        LOG.warn("what COMMITLAKE_CLONE_CACHE has of repository {} is removed, for it is broken: {}", repository, why);
        try {
            lock.held(deadline, () -> {
                remove(entry(repository));
                return true;
            });
        } catch (IOException failed) {
            LOG.warn("{} can't be removed: {}", entry(repository), FailureText.of(failed));
        }
    }

    /** Keeps what a repository has of these commits, in place of what there was. It fails for nobody. */
    public void keep(BareRepository whole, long repository, List<String> commits) {
        try {
            lock.held(whole.bounds().deadline(), () -> {
                for (Path staged : children(STAGED)) {
                    remove(staged); // who made it has the lock no more
                }
                Path staged = Files.createDirectory(folder.resolve(STAGED + UUID.randomUUID()));
                CacheEntry.write(staged, packs(whole), commits);
                remove(entry(repository));
                Files.move(staged, entry(repository), StandardCopyOption.ATOMIC_MOVE);
                shrink();
                return true;
            });
        } catch (IOException | RuntimeException failed) {
            LOG.warn(
                    "repository {} isn't kept in COMMITLAKE_CLONE_CACHE ({}): {}",
                    repository,
                    folder,
                    FailureText.of(failed));
        }
    }

    private void shrink() throws IOException {
        record Used(Path entry, long bytes, FileTime at) {}
        List<Used> entries = new ArrayList<>();
        for (Path entry : children("")) {
            Path manifest = CacheEntry.manifest(entry);
            entries.add(new Used(
                    entry,
                    bytes(entry),
                    Files.exists(manifest) ? Files.getLastModifiedTime(manifest) : FileTime.fromMillis(0)));
        }
        entries.sort(Comparator.comparing(Used::at));
        long all = entries.stream().mapToLong(Used::bytes).sum();
        for (Used used : entries) {
            if (all > mostBytes) {
                remove(used.entry());
                all -= used.bytes();
            }
        }
    }

    private Path entry(long repository) {
        return folder.resolve(Long.toString(repository));
    }

    private static Path packs(BareRepository repository) {
        return repository.folder().resolve("objects/pack");
    }

    private List<Path> children(String prefix) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(Files::isDirectory)
                    .filter(child -> String.valueOf(child.getFileName()).startsWith(prefix))
                    .toList();
        }
    }

    private static long bytes(Path entry) throws IOException {
        try (Stream<Path> files = Files.walk(entry)) {
            return files.mapToLong(
                            file -> file.toFile().isFile() ? file.toFile().length() : 0)
                    .sum();
        }
    }

    /** The list first: without it there is no entry. */
    private static void remove(Path entry) throws IOException {
        Files.deleteIfExists(CacheEntry.manifest(entry));
        LocalDisk.remove(entry);
    }
}
