package io.commitlake.history.git;

import io.commitlake.history.git.pack.ObjectType;
import io.commitlake.history.git.pack.PackReader;
import io.commitlake.history.git.pack.PackedObject;
import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.ProcessLimits;
import io.commitlake.history.lines.BlobLines;
import io.commitlake.history.lines.LineHashes;
import io.commitlake.history.object.RawCommit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads objects from the packs of a repository. Git reads what is large, what isn't in a pack, and what is broken: it
 * then says what is wrong.
 */
final class ObjectReader implements AutoCloseable {
    private final BareRepository repository;
    private final LineHashes hashes = new LineHashes();
    private @Nullable PackReader packs;
    private boolean unreadable;
    private @Nullable CatFile catFile;

    ObjectReader(BareRepository repository) {
        this.repository = repository;
    }

    /** The memory that this object holds for later reads, in bytes. */
    long heldBytes() {
        return packs == null ? 0 : packs.heldBytes();
    }

    /**
     * Reads a commit.
     *
     * @return empty if the repository lacks it, or has an object of another type under that SHA
     */
    Optional<RawCommit> readCommit(String sha) {
        Optional<PackedObject> object = packedIfSmall(sha);
        if (object.isPresent() && object.get().type() != ObjectType.COMMIT) {
            return Optional.empty();
        }
        return object.flatMap(commit -> parsed(commit, RawCommit::parse)).or(() -> git().readCommit(sha));
    }

    /** Whether this process can read packs here, so that a commit rarely takes a request to Git. */
    boolean readsPacks() {
        return packs().filter(PackReader::hasPacks).isPresent();
    }

    /** Reads the headers of a commit from a pack; empty if Git must read it. */
    Optional<RawCommit> readPackedCommit(String sha) {
        return packedIfSmall(sha)
                .filter(object -> object.type() == ObjectType.COMMIT)
                .flatMap(commit -> parsed(commit, RawCommit::headers));
    }

    private Optional<PackedObject> packedIfSmall(String sha) {
        return packed(sha).filter(object -> object.content().length <= ProcessLimits.maxObjectBytes());
    }

    /** Parses a commit; empty if it is malformed. */
    private static Optional<RawCommit> parsed(PackedObject commit, Function<byte[], RawCommit> parser) {
        try {
            return Optional.of(parser.apply(commit.content()));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** Reads the lines of each blob, by SHA. */
    Map<String, BlobLines> readLines(Collection<String> shas) {
        Map<String, BlobLines> lines = HashMap.newHashMap(shas.size());
        List<String> others = new ArrayList<>();
        for (String sha : shas) {
            packs().flatMap(open -> open.readLines(sha))
                    .or(() -> packed(sha)
                            .filter(object -> object.type() == ObjectType.BLOB)
                            .map(blob -> hashes.read(blob.content())))
                    .ifPresentOrElse(found -> lines.put(sha, found), () -> others.add(sha));
        }
        if (!others.isEmpty()) {
            lines.putAll(git().readLines(others));
        }
        return lines;
    }

    /**
     * Reads blobs, by SHA.
     *
     * @param sizes their sizes in bytes
     */
    Map<String, byte[]> readBlobs(Map<String, Long> sizes) {
        Map<String, byte[]> contents = HashMap.newHashMap(sizes.size());
        List<String> others = new ArrayList<>();
        for (String sha : sizes.keySet()) {
            packed(sha)
                    .filter(object -> object.type() == ObjectType.BLOB)
                    .ifPresentOrElse(blob -> contents.put(sha, blob.content()), () -> others.add(sha));
        }
        if (!others.isEmpty()) {
            contents.putAll(git().readBlobs(others, sizes));
        }
        return contents;
    }

    /** Reads an object from the packs; empty if Git must read it. */
    private Optional<PackedObject> packed(String sha) {
        try {
            Optional<PackReader> open = packs();
            return open.isPresent() ? open.get().read(sha) : Optional.empty();
        } catch (IOException broken) {
            return Optional.empty();
        }
    }

    private Optional<PackReader> packs() {
        if (packs == null && !unreadable) {
            try {
                packs = new PackReader(
                        repository.packs(),
                        ProcessLimits.packCacheBytes(),
                        ProcessLimits.maxPackedBytes(),
                        repository.limits().deadline()::check);
            } catch (IOException broken) {
                unreadable = true; // Git can tell why
            }
        }
        return Optional.ofNullable(packs);
    }

    private CatFile git() {
        if (catFile == null) {
            catFile = new CatFile(repository);
        }
        return catFile;
    }

    @Override
    public void close() {
        if (packs != null) {
            packs.close();
        }
        if (catFile != null) {
            catFile.close();
        }
    }
}
