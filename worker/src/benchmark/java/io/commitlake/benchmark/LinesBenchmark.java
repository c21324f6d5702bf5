package io.commitlake.benchmark;

import io.commitlake.benchmark.ChangedFiles.Change;
import io.commitlake.history.lines.BlobDiff;
import io.commitlake.history.lines.BlobLines;
import io.commitlake.history.lines.BlobVersions;
import io.commitlake.history.lines.LineHashes;
import io.commitlake.history.lines.ShortestEdit;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Line counts of a history's modified files. The bytes are those of the versions that an operation reads. */
@State(Scope.Thread)
public class LinesBenchmark {
    private final List<Change> changes = ChangedFiles.of(Inputs.repository());
    private final List<BlobVersions.Version> splitBefore = new ArrayList<>();
    private final List<long[]> hashes = new ArrayList<>();
    private final LineHashes lines = new LineHashes();
    private final BlobVersions versions = new BlobVersions();
    private int next;

    /** Splits the versions that the benchmarks of single steps take as given. */
    public LinesBenchmark() {
        for (Change change : changes) {
            splitBefore.add(versions.read(change.before()));
            hashes.add(hashesOf(change.before()));
            hashes.add(hashesOf(change.after()));
        }
    }

    /** Hashes all lines of the version after a change. */
    @Benchmark
    public BlobLines hashWholeVersion(Counters counters) {
        byte[] after = nextChange(counters).after();
        counters.bytes += after.length;
        return lines.read(after);
    }

    /** Hashes those lines after a change that the version before it doesn't have, as the reader of packs does. */
    @Benchmark
    public BlobVersions.Version hashNextVersion(Counters counters) {
        byte[] after = nextChange(counters).after();
        counters.bytes += after.length;
        return versions.read(after, splitBefore.get(next));
    }

    /** Counts the lines of a change whose versions are hashed already. */
    @Benchmark
    public void compareHashes(Counters counters, Blackhole sink) {
        nextChange(counters);
        sink.consume(ShortestEdit.between(hashes.get(2 * next), hashes.get(2 * next + 1)));
    }

    /** Counts the lines of a change from the bytes of both versions. */
    @Benchmark
    public void countFromBytes(Counters counters, Blackhole sink) {
        Change change = nextChange(counters);
        counters.bytes += change.before().length + change.after().length;
        sink.consume(BlobDiff.count(change.before(), change.after()));
    }

    private Change nextChange(Counters counters) {
        counters.count++;
        next = (next + 1) % changes.size();
        return changes.get(next);
    }

    private long[] hashesOf(byte[] blob) {
        return lines.read(blob) instanceof BlobLines.Text text ? text.hashes() : new long[0];
    }
}
