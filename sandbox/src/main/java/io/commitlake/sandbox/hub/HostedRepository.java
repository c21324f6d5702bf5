package io.commitlake.sandbox.hub;

import io.commitlake.sandbox.git.BareRepository;
import io.commitlake.sandbox.git.Commit;
import io.commitlake.sandbox.synthetic.SyntheticRepository;
import java.io.UncheckedIOException;
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
 * A repository that the sandbox serves: its metadata, and a history that is opened when first needed. Generated
 * repositories answer some questions without opening their history. Thread-safe.
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

    /** The name as {@code owner/name}. */
    public String fullName() {
        return metadata.fullName();
    }

    public String owner() {
        return fullName().substring(0, fullName().indexOf('/'));
    }

    /** An id derived from the login, always the same for it; the sandbox keeps no accounts of owners. */
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

    public RepositoryProfile profile() {
        return metadata.profile();
    }

    public List<String> formerNames() {
        return metadata.formerNames();
    }

    /** The configured standing; {@link Standing#GONE} if the folder of the history was removed. */
    public Standing standing() {
        if (synthetic.isEmpty()
                && metadata.standing() == Standing.HERE
                && !Files.exists(history().directory().resolve("HEAD"))) {
            return Standing.GONE;
        }
        return metadata.standing();
    }

    /** The configured time of creation, else the date of the first commit; 1970 while there is none. */
    public Instant createdAt() {
        return metadata.createdAt().orElseGet(this::firstCommit);
    }

    /** The date of the newest commit, which stands for the last push; empty if there is none or it can't be read. */
    public Optional<Instant> pushedAt() {
        if (synthetic.isPresent()) {
            return synthetic.map(SyntheticRepository::pushedAt);
        }
        return history().head().flatMap(head -> {
            try (var objects = history().objects()) {
                return Optional.of(Instant.ofEpochSecond(
                        objects.commit(head.oid()).committer().seconds()));
            } catch (UncheckedIOException broken) {
                return Optional.empty();
            }
        });
    }

    /** The size on disk, in KB. */
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

    /** The default branch and its tip; empty if GitHub shows no default branch. */
    public Optional<BareRepository.Head> head() {
        return synthetic.isPresent()
                ? synthetic.map(generated -> new BareRepository.Head(
                        generated.defaultBranch(), generated.head().oid()))
                : history().head();
    }

    /**
     * A commit from {@code read}. Commits of generated repositories are cached, because those never change and each
     * read would start a process. Their heads aren't even read.
     */
    public Commit commit(String oid, Supplier<Commit> read) {
        if (synthetic.isEmpty()) {
            return read.get();
        }
        Commit known = commits.get(oid);
        if (known == null) {
            Commit head = synthetic.get().head();
            known = head.oid().equals(oid) ? head : commits.computeIfAbsent(oid, key -> read.get());
        }
        return known;
    }

    public BareRepository history() {
        return source.get();
    }

    private Instant firstCommit() {
        Instant known = firstCommitAt;
        if (known == null) {
            Optional<Instant> found = history().firstCommitAt();
            found.ifPresent(first -> firstCommitAt = first); // the answer must not change when the history does
            return found.orElse(Instant.EPOCH);
        }
        return known;
    }
}
