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
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The line counts of git's {@code --numstat}, and the sizes of blobs, commit by commit. Most of git's time goes into
 * these counts: it reads each version of a file twice and hashes its lines twice. Here a version is read once while its
 * file keeps changing. What can't be counted with certainty git counts itself.
 */
final class LineCounts implements AutoCloseable {
    /** Changes whose blobs are held at once. */
    private static final int BATCH = 16;

    private final BareRepository repository;
    private final BlobReader blobs;
    private final RecentBlobs recent = new RecentBlobs();
    private @Nullable Numstat numstat;

    /** A change's counts, and the size in bytes of the blob that it left, if it left one. */
    record Counted(TreeDiff.Change change, LineCount lines, OptionalLong size) {}

    LineCounts(BareRepository repository) {
        this.repository = repository;
        this.blobs = new BlobReader(repository);
    }

    /** What it holds of the blobs that were read last, in lines. */
    long held() {
        return recent.held();
    }

    /** Counts all changes of a commit, in their order. */
    List<Counted> of(List<TreeDiff.Change> changes) {
        List<Counted> counted = new ArrayList<>(changes.size());
        List<Integer> uncertain = new ArrayList<>();
        for (int from = 0; from < changes.size(); from += BATCH) {
            List<TreeDiff.Change> batch = changes.subList(from, Math.min(changes.size(), from + BATCH));
            Map<String, BlobLines> lines = lines(batch);
            Map<String, Long> sizes = blobs.sizes(unread(batch, lines));
            for (TreeDiff.Change change : batch) {
                Optional<LineCount> count = count(change, lines);
                if (count.isEmpty()) {
                    uncertain.add(counted.size());
                }
                counted.add(new Counted(change, count.orElse(LineCount.NONE), size(change, lines, sizes)));
            }
        }
        if (!uncertain.isEmpty()) {
            byGit(uncertain, counted);
        }
        return counted;
    }

    private void byGit(List<Integer> uncertain, List<Counted> counted) {
        numstat = numstat == null ? new Numstat(repository) : numstat;
        List<LineCount> counts = numstat.of(
                uncertain.stream().map(at -> counted.get(at).change()).toList());
        for (int i = 0; i < counts.size(); i++) {
            int at = uncertain.get(i);
            Counted without = counted.get(at);
            counted.set(at, new Counted(without.change(), counts.get(i), without.size()));
        }
    }

    /** The blobs of the changes that have lines to count. */
    private Map<String, BlobLines> lines(List<TreeDiff.Change> batch) {
        Map<String, BlobLines> lines = new LinkedHashMap<>();
        Set<String> unread = new LinkedHashSet<>();
        for (TreeDiff.Change change : batch) {
            if (change.before().sha().equals(change.after().sha())) {
                continue;
            }
            for (TreeDiff.Version version : List.of(change.before(), change.after())) {
                if (version.isBlob()) {
                    Optional<BlobLines> known = recent.get(version.sha());
                    known.ifPresent(blob -> lines.put(version.sha(), blob));
                    if (known.isEmpty()) {
                        unread.add(version.sha());
                    }
                }
            }
        }
        blobs.lines(unread).forEach((sha, blob) -> {
            recent.add(sha, blob);
            lines.put(sha, blob);
        });
        return lines;
    }

    private static Set<String> unread(List<TreeDiff.Change> batch, Map<String, BlobLines> lines) {
        Set<String> unread = new LinkedHashSet<>();
        for (TreeDiff.Change change : batch) {
            if (change.after().isBlob() && !lines.containsKey(change.after().sha())) {
                unread.add(change.after().sha());
            }
        }
        return unread;
    }

    private static OptionalLong size(TreeDiff.Change change, Map<String, BlobLines> lines, Map<String, Long> sizes) {
        if (!change.after().isBlob()) {
            return OptionalLong.empty();
        }
        BlobLines blob = lines.get(change.after().sha());
        return OptionalLong.of(
                blob == null ? Objects.requireNonNull(sizes.get(change.after().sha())) : blob.size());
    }

    private static Optional<LineCount> count(TreeDiff.Change change, Map<String, BlobLines> lines) {
        if (change.before().sha().equals(change.after().sha())) {
            return Optional.of(LineCount.NONE);
        }
        if (change.status() == ChangeStatus.CHANGED) {
            return Optional.empty(); // a file of another type: rare, and git has rules of its own for it
        }
        return switch (side(change.before(), 1, lines)) {
            case BlobLines.Binary binary -> Optional.of(LineCount.NONE);
            case BlobLines.TooMany many -> Optional.empty();
            case BlobLines.Text before ->
                switch (side(change.after(), 2, lines)) {
                    case BlobLines.Binary binary -> Optional.of(LineCount.NONE);
                    case BlobLines.TooMany many -> Optional.empty();
                    case BlobLines.Text after -> ShortestEdit.between(before.hashes(), after.hashes());
                };
        };
    }

    /** git shows a submodule as one line that names its commit, and what isn't there as no lines. */
    private static BlobLines side(TreeDiff.Version version, long submodule, Map<String, BlobLines> lines) {
        if (version.isBlob()) {
            BlobLines blob = lines.get(version.sha());
            if (blob == null) {
                throw new IllegalStateException("the blob " + version.sha() + " was not read");
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
