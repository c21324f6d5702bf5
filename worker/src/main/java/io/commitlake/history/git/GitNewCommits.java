package io.commitlake.history.git;

import io.commitlake.history.NewCommits;
import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.LocalDisk;
import io.commitlake.history.object.CommitIndex;
import io.commitlake.history.object.GitText;
import io.commitlake.history.object.RawCommit;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.commit.ChangeStatus;
import io.commitlake.model.commit.Commit;
import io.commitlake.model.commit.EmailUse;
import io.commitlake.model.commit.FileChange;
import io.commitlake.model.commit.FileVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads new commits span by span, and joins commits, changes and line counts. A Git process supplies the changes, and
 * others only those commits and blobs that this process can't read from the packs.
 */
final class GitNewCommits implements NewCommits {
    private final BareRepository repository;
    private final CommitIndex index;
    private final Map<String, EmailUse> emails;
    private final Optional<Map<String, RawCommit>> inMemory;
    private final LineCountsPool lineCounts;
    private @Nullable ObjectReader blobs;

    /**
     * Creates a reader.
     *
     * @param inMemory all of the commits, by SHA, if they are few
     * @param objects reads blobs; {@link #close} closes it
     */
    GitNewCommits(
            BareRepository repository,
            CommitIndex index,
            Map<String, EmailUse> emails,
            Optional<Map<String, RawCommit>> inMemory,
            ObjectReader objects) {
        this.repository = repository;
        this.lineCounts = new LineCountsPool(repository, objects);
        this.index = index;
        this.emails = emails;
        this.inMemory = inMemory;
    }

    @Override
    public int size() {
        return index.size();
    }

    @Override
    public Map<String, EmailUse> emails() {
        return emails;
    }

    @Override
    public List<Span> spans() {
        return index.spans();
    }

    @Override
    public void read(Span span, Function<String, OptionalLong> userId, Consumer<Commit> each) {
        Path shas = repository.scratchFile("span-" + span.from());
        ShaFile.write(shas, index, span.from(), span.to());
        try (TreeDiff diff = new TreeDiff(repository, shas);
                LineCountsPool.Lease lease = lineCounts.take(span.from());
                CommitSequence objects = commits(shas, lease.counts().objects())) {
            for (int at = span.from(); at < span.to(); at++) {
                String sha = index.sha(at);
                RawCommit object = objects.next(sha);
                each.accept(object.commit(sha, userId, rows(lease.counts().count(diff.next(sha)))));
            }
            diff.finish();
            lease.keep(span.to());
        } finally {
            remove(shas);
        }
    }

    @Override
    public Map<String, byte[]> contents(Map<String, Long> sizes) {
        if (blobs == null) {
            blobs = new ObjectReader(repository);
        }
        return blobs.readBlobs(sizes);
    }

    private CommitSequence commits(Path shas, ObjectReader objects) {
        if (inMemory.isPresent()) {
            return sha -> Objects.requireNonNull(inMemory.get().get(sha), sha);
        }
        if (objects.readsPacks()) {
            return sha -> objects.readCommit(sha)
                    .orElseThrow(() -> CommitlakeException.repository("its commit " + sha + " is missing"));
        }
        return new CommitReader(repository, shas);
    }

    @Override
    public void close() {
        try {
            lineCounts.close();
        } finally {
            if (blobs != null) {
                blobs.close();
            }
        }
    }

    static List<FileChange> rows(List<LineCounts.Counted> changes) {
        List<FileChange> rows = new ArrayList<>(changes.size());
        for (LineCounts.Counted counted : changes) {
            TreeDiff.Change change = counted.change();
            rows.add(new FileChange(
                    change.status(),
                    version(change.before()),
                    version(change.after()),
                    GitText.decoded(change.path()),
                    change.status() == ChangeStatus.REMOVED ? "" : GitText.escaped(change.path()),
                    change.previous().map(GitText::decoded),
                    counted.lines().binary(),
                    counted.lines().added(),
                    counted.lines().deleted(),
                    counted.size()));
        }
        return rows;
    }

    private static Optional<FileVersion> version(TreeDiff.Version version) {
        return version.exists() ? Optional.of(new FileVersion(version.mode(), version.sha())) : Optional.empty();
    }

    private static void remove(Path shas) {
        try {
            Files.deleteIfExists(shas);
        } catch (IOException failed) {
            throw LocalDisk.failure(shas, failed);
        }
    }
}
