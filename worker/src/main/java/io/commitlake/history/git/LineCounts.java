package io.commitlake.history.git;

import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.lines.BlobLines;
import io.commitlake.history.lines.LineCount;
import io.commitlake.history.lines.RecentBlobs;
import io.commitlake.history.lines.ShortestEdit;
import io.commitlake.model.commit.ChangeStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Computes the line counts of {@code git diff --numstat}, and the sizes of blobs, commit by commit. Git would spend
 * most of its time on these counts, because it reads each version of a file twice and hashes its lines twice. This
 * class reads a version once while its file keeps changing, and leaves to Git what it can't count with certainty.
 */
final class LineCounts implements AutoCloseable {
    /** Changes whose blobs are held in memory at once. */
    private static final int BATCH_SIZE = 16;

    private final BareRepository repository;
    private final ObjectReader blobs;
    private final RecentBlobs recent = new RecentBlobs();
    private @Nullable Numstat numstat;

    /** A change's line counts, and the size in bytes of the blob after the change; empty if there is none. */
    record Counted(TreeDiff.Change change, LineCount lines, OptionalLong size) {}

    LineCounts(BareRepository repository) {
        this(repository, new ObjectReader(repository));
    }

    /** Counts with a reader, which this object closes. */
    LineCounts(BareRepository repository, ObjectReader blobs) {
        this.repository = repository;
        this.blobs = blobs;
    }

    /** The reader of its blobs, which also reads other objects. */
    ObjectReader objects() {
        return blobs;
    }

    /** The memory that this object holds for later counts, in lines of 8 bytes. */
    long heldLines() {
        return recent.heldLines() + blobs.heldBytes() / Long.BYTES;
    }

    /** Counts the lines of all changes of a commit, in the order of the changes. */
    List<Counted> count(List<TreeDiff.Change> changes) {
        List<Counted> counted = new ArrayList<>(changes.size());
        List<Integer> uncertain = new ArrayList<>();
        for (int from = 0; from < changes.size(); from += BATCH_SIZE) {
            List<TreeDiff.Change> batch = changes.subList(from, Math.min(changes.size(), from + BATCH_SIZE));
            Map<String, BlobLines> lines = readLines(batch);
            for (TreeDiff.Change change : batch) {
                Optional<LineCount> count = count(change, lines);
                if (count.isEmpty()) {
                    uncertain.add(counted.size());
                }
                counted.add(new Counted(change, count.orElse(LineCount.NONE), size(change, lines)));
            }
        }
        if (!uncertain.isEmpty()) {
            countWithGit(uncertain, counted);
        }
        return counted;
    }

    private void countWithGit(List<Integer> uncertain, List<Counted> counted) {
        numstat = numstat == null ? new Numstat(repository) : numstat;
        List<LineCount> counts = numstat.count(
                uncertain.stream().map(at -> counted.get(at).change()).toList());
        for (int i = 0; i < counts.size(); i++) {
            int at = uncertain.get(i);
            Counted uncounted = counted.get(at);
            counted.set(at, new Counted(uncounted.change(), counts.get(i), uncounted.size()));
        }
    }

    /** Reads the blobs whose lines must be counted, by SHA. Even a blob that only moved must be told from a binary one. */
    private Map<String, BlobLines> readLines(List<TreeDiff.Change> batch) {
        Map<String, BlobLines> lines = new LinkedHashMap<>();
        Set<String> unread = new LinkedHashSet<>();
        for (TreeDiff.Change change : batch) {
            for (TreeDiff.Version version : List.of(change.before(), change.after())) {
                if (version.isBlob()) {
                    Optional<BlobLines> held = recent.get(version.sha());
                    held.ifPresent(blob -> lines.put(version.sha(), blob));
                    if (held.isEmpty()) {
                        unread.add(version.sha());
                    }
                }
            }
        }
        blobs.readLines(unread).forEach((sha, blob) -> {
            recent.add(sha, blob);
            lines.put(sha, blob);
        });
        return lines;
    }

    private static OptionalLong size(TreeDiff.Change change, Map<String, BlobLines> lines) {
        return change.after().isBlob()
                ? OptionalLong.of(linesOf(change.after(), 0, lines).size())
                : OptionalLong.empty();
    }

    private static Optional<LineCount> count(TreeDiff.Change change, Map<String, BlobLines> lines) {
        if (change.before().sha().equals(change.after().sha())) {
            return Optional.of(
                    linesOf(change.after(), 0, lines) instanceof BlobLines.Binary ? LineCount.BINARY : LineCount.NONE);
        }
        if (change.status() == ChangeStatus.CHANGED) {
            return Optional.empty(); // a change of file type is rare, and Git has special rules for it
        }
        return switch (linesOf(change.before(), 1, lines)) {
            case BlobLines.Binary binary -> Optional.of(LineCount.BINARY);
            case BlobLines.TooMany many -> Optional.empty();
            case BlobLines.Text before ->
                switch (linesOf(change.after(), 2, lines)) {
                    case BlobLines.Binary binary -> Optional.of(LineCount.BINARY);
                    case BlobLines.TooMany many -> Optional.empty();
                    case BlobLines.Text after -> ShortestEdit.between(before.hashes(), after.hashes());
                };
        };
    }

    /** The lines of a version as Git sees them: none for a missing file, and one, naming a commit, for a submodule. */
    private static BlobLines linesOf(TreeDiff.Version version, long submodule, Map<String, BlobLines> lines) {
        if (version.isBlob()) {
            BlobLines blob = lines.get(version.sha());
            if (blob == null) {
                throw new IllegalStateException("blob " + version.sha() + " was not read");
            }
            return blob;
        }
        return new BlobLines.Text(0, version.isSubmodule() ? new long[] {submodule} : new long[0]);
    }

    @Override
    public void close() {
        blobs.close();
        if (numstat != null) {
            numstat.close();
        }
    }
}
