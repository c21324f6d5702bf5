package io.commitlake.sandbox.hub;

import io.commitlake.sandbox.git.BareRepository;
import io.commitlake.sandbox.git.Commit;
import io.commitlake.sandbox.synthetic.Sketch;
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
public final class Hosted {
    private final Profile profile;
    private final Optional<Sketch> sketch;
    private final Supplier<BareRepository> source;
    private final Map<String, Commit> commits = new ConcurrentHashMap<>();
    private volatile @Nullable Instant firstCommitAt;

    Hosted(Profile profile, Supplier<BareRepository> source) {
        this(profile, Optional.empty(), source);
    }

    Hosted(Profile profile, Optional<Sketch> sketch, Supplier<BareRepository> source) {
        this.profile = profile;
        this.sketch = sketch;
        this.source = source;
    }

    public long id() {
        return profile.id();
    }

    public String nodeId() {
        return profile.nodeId();
    }

    /** {@code owner/name} */
    public String fullName() {
        return profile.fullName();
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
        return profile.url();
    }

    public long stars() {
        return profile.stars();
    }

    public List<String> formerNames() {
        return profile.formerNames();
    }

    /** As told; gone too where the folder of its history has been taken away. */
    public Standing standing() {
        if (sketch.isEmpty()
                && profile.standing() == Standing.HERE
                && !Files.exists(history().directory().resolve("HEAD"))) {
            return Standing.GONE;
        }
        return profile.standing();
    }

    /** As told, else its first commit's date; 1970 as long as it has none. */
    public Instant createdAt() {
        return profile.createdAt().orElseGet(this::firstCommit);
    }

    /** The newest commit's date stands for the last push. */
    public Optional<Instant> pushedAt() {
        if (sketch.isPresent()) {
            return sketch.map(Sketch::pushedAt);
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
        return sketch.map(Sketch::diskUsage).orElseGet(() -> history().diskUsage());
    }

    public String defaultBranch() {
        return sketch.map(Sketch::defaultBranch).orElseGet(() -> history().defaultBranch());
    }

    /** A commit as it is read, but of a synthetic history, which nobody changes, only once: a process each would be slow. */
    public Commit commit(String oid, Supplier<Commit> read) {
        return sketch.isPresent() ? commits.computeIfAbsent(oid, key -> read.get()) : read.get();
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
