package io.commitlake.sandbox.hub;

import io.commitlake.sandbox.git.BareRepository;
import io.commitlake.sandbox.git.Commit;
import io.commitlake.sandbox.synthetic.SyntheticRepository;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A repository as the hub hosts it: a profile, and a history that is opened at first need. Of a synthetic one a sketch says what
 * needs no history. For many threads.
 */
public final class HostedRepository {
    private final RepositoryMetadata metadata;
    private final Optional<SyntheticRepository> synthetic;
    private final Supplier<BareRepository> source;
    private final Map<String, Commit> commits = new ConcurrentHashMap<>();
    private volatile @Nullable Instant firstCommitAt;

    HostedRepository(RepositoryMetadata metadata, Supplier<BareRepository> source) {
        this(metadata, Optional.empty(), source);
    }

    HostedRepository(
            RepositoryMetadata metadata, Optional<SyntheticRepository> synthetic, Supplier<BareRepository> source) {
        this.metadata = metadata;
        this.synthetic = synthetic;
        this.source = source;
    }

    public long id() {
        return metadata.id();
    }

    public String nodeId() {
        return metadata.nodeId();
    }

    /** {@code owner/name} */
    public String fullName() {
        return metadata.fullName();
    }

    public String owner() {
        return fullName().substring(0, fullName().indexOf('/'));
    }

    /** Stable for a login; owners have no accounts here. */
    public long ownerId() {
        return 1 + Integer.toUnsignedLong(owner().toLowerCase(Locale.ROOT).hashCode()) % 100_000_000;
    }

    public String name() {
        return fullName().substring(fullName().indexOf('/') + 1);
    }

    public String url() {
        return metadata.url();
    }

    public long stars() {
        return metadata.stars();
    }

    public List<String> formerNames() {
        return metadata.formerNames();
    }

    /** As told; gone too where the folder of its history has been taken away. */
    public Standing standing() {
        if (synthetic.isEmpty()
                && metadata.standing() == Standing.HERE
                && !Files.exists(history().directory().resolve("HEAD"))) {
            return Standing.GONE;
        }
        return metadata.standing();
    }

    /** As told, else its first commit's date; 1970 as long as it has none. */
    public Instant createdAt() {
        return metadata.createdAt().orElseGet(this::firstCommit);
    }

    /** The newest commit's date stands for the last push. */
    public Optional<Instant> pushedAt() {
        if (synthetic.isPresent()) {
            return synthetic.map(SyntheticRepository::pushedAt);
        }
        return history().head().map(head -> {
            try (var objects = history().objects()) {
                return Instant.ofEpochSecond(
                        objects.commit(head.oid()).committer().seconds());
            }
        });
    }

    /** In KB. */
    public long diskUsage() {
        return synthetic
                .map(SyntheticRepository::diskUsage)
                .orElseGet(() -> history().diskUsage());
    }

    public String defaultBranch() {
        return synthetic
                .map(SyntheticRepository::defaultBranch)
                .orElseGet(() -> history().defaultBranch());
    }

    /** A commit as it is read, but of a synthetic history, which nobody changes, only once: a process each would be slow. */
    public Commit commit(String oid, Supplier<Commit> read) {
        return synthetic.isPresent() ? commits.computeIfAbsent(oid, key -> read.get()) : read.get();
    }

    public BareRepository history() {
        return source.get();
    }

    private Instant firstCommit() {
        Instant known = firstCommitAt;
        if (known == null) {
            Optional<Instant> found = history().firstCommitAt();
            found.ifPresent(first -> firstCommitAt = first); // a repository's creation is told once and for all
            return found.orElse(Instant.EPOCH);
        }
        return known;
    }
}
