package io.commitlake.history.git.pack;

import io.commitlake.history.FetchProgress;
import io.commitlake.history.git.pack.PackFile.Entry;
import io.commitlake.model.commit.GitObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.Inflater;

/**
 * Names the objects of a pack, as {@code git index-pack} does, and hashes the lines of its blobs. Git takes several times
 * as long where the processor has instructions for SHA-1, because it also looks for signs of an attack in each object.
 *
 * <p>First, each entry's data is decompressed once to find where the next one starts, and objects that are stored whole
 * are named. Then the objects that are stored as differences are made from their bases, each once, base before
 * difference; threads share these trees of differences.
 */
public final class PackIndexer {
    /** The memory for each object while a pack is indexed, in bytes. */
    private static final long OBJECT_BYTES = 80;

    private static final long MAX_OBJECT_BYTES = 64 << 20;

    /**
     * The limits of the work.
     *
     * @param threads the number of threads to work with
     * @param memoryBytes the most bytes of memory; no object may have more than an eighth of it, or a quarter
     *     of a thread's part
     * @param linesBytes the most bytes of the file of lines
     * @param check is called for each object, and stops the work if it throws
     */
    public record Limits(int threads, long memoryBytes, long linesBytes, Runnable check) {
        /** The size of the largest object. */
        int objectBytes() {
            return (int) Math.min(Math.min(memoryBytes / 8, memoryBytes / 4 / threads), MAX_OBJECT_BYTES);
        }

        /** The most bytes of the objects that one thread holds. */
        long heldBytes() {
            return memoryBytes / 2 / threads;
        }
    }

    private final PackFile pack;
    private final LinesWriter lines;
    private final PackNames names;
    private final PackTrees trees;
    private final Limits limits;

    private PackIndexer(PackFile pack, LinesWriter lines, Limits limits, FetchProgress progress) {
        this.pack = pack;
        this.lines = lines;
        this.names = new PackNames(pack.count(), progress);
        this.trees = new PackTrees(pack.count());
        this.limits = limits;
    }

    /**
     * Writes the index of a pack, and the lines of its blobs.
     *
     * @param path the pack
     * @param index the index to write
     * @param lines the file of lines to write, for {@link PackReader}
     * @param progress is told how many objects are indexed
     * @throws UnreadablePackException if the pack is broken, or too large for the limits, or if it has differences from
     *     objects that it doesn't contain
     */
    public static void index(Path path, Path index, Path lines, Limits limits, FetchProgress progress)
            throws IOException {
        try (PackFile pack = new PackFile(path);
                LinesWriter written = new LinesWriter(lines, limits.linesBytes())) {
            if (pack.count() < 0 || pack.count() * OBJECT_BYTES > limits.memoryBytes() / 2) {
                throw new UnreadablePackException("a pack has too many objects: " + pack.count());
            }
            progress.indexing(pack.count());
            PackIndexer indexer = new PackIndexer(pack, written, limits, progress);
            indexer.readEntries();
            indexer.nameDifferences();
            indexer.names.write(index, pack.checksum());
            written.finish(indexer.names, indexer.trees.lines());
        }
    }

    /** Finds each entry, and names the objects that are stored whole. */
    private void readEntries() throws IOException {
        Inflater inflater = new Inflater();
        MessageDigest sha1 = GitObject.sha1();
        try {
            long offset = PackFile.HEADER_BYTES;
            for (int i = 0; i < names.count(); i++) {
                limits.check().run();
                Entry entry = pack.entry(offset);
                if (entry.size() > limits.objectBytes()) {
                    throw new UnreadablePackException("an object has " + entry.size() + " bytes");
                }
                byte[] data = pack.inflate(entry, inflater);
                long next = entry.data() + inflater.getBytesRead();
                names.entry(i, offset, pack.crc(offset, next));
                switch (entry) {
                    case Entry.Whole whole -> {
                        trees.addBase(i, whole.type());
                        names.name(i, sha1, whole.type(), data);
                    }
                    case Entry.Delta delta -> trees.addDifference(i, names.at(delta.base(), i));
                }
                offset = next;
            }
            if (offset != pack.end()) {
                throw new UnreadablePackException("a pack has more than its " + names.count() + " objects");
            }
        } finally {
            inflater.end();
        }
    }

    private void nameDifferences() throws IOException {
        Callable<Boolean> work = this::nameTrees;
        try (ExecutorService pool = Executors.newFixedThreadPool(
                limits.threads(), Thread.ofPlatform().daemon().name("index-", 0).factory())) {
            for (Future<?> each : invoke(pool, Collections.nCopies(limits.threads(), work))) {
                each.get();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the indexing of a pack was interrupted");
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case IOException broken -> throw broken;
                case RuntimeException stopped -> throw stopped;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(failed);
            }
        }
    }

    private List<Future<Boolean>> invoke(ExecutorService pool, List<Callable<Boolean>> work)
            throws InterruptedException {
        try {
            return pool.invokeAll(work);
        } catch (InterruptedException interrupted) {
            trees.stop();
            throw interrupted;
        }
    }

    /** Names objects until no tree is left, or a thread has failed. */
    private boolean nameTrees() throws IOException {
        try (TreeNames thread = new TreeNames(pack, names, trees, lines, limits)) {
            for (int base = trees.take(); base != PackTrees.NONE; base = trees.take()) {
                thread.name(base);
            }
            thread.flush();
            return true;
        } catch (IOException | RuntimeException | Error failed) {
            trees.stop();
            throw failed;
        }
    }
}
