package io.commitlake.dataset.contents;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The uses of blobs by file states, gathered on local disk, then read blob by blob in the order of their SHAs. About
 * {@value #IN_MEMORY} uses are in memory at once, since SHAs are evenly distributed. Its methods throw a
 * {@link CommitlakeException} of kind REPOSITORY if the disk fails.
 */
public final class BlobUses implements AutoCloseable {
    static final int SHA_BYTES = 20;

    private static final int IN_MEMORY = 200_000;

    /** More files would be too many open ones. */
    private static final int MOST_PARTS = 256;

    private final int inMemory;
    private final Path file;
    private @Nullable OutputStream out;
    private long count;

    /**
     * Begins without any.
     *
     * @param file a local file, which this creates with the first use; files whose names begin with its name are this
     *     object's too
     */
    public BlobUses(Path file) {
        this(file, IN_MEMORY);
    }

    BlobUses(Path file, int inMemory) {
        this.file = file;
        this.inMemory = inMemory;
    }

    /** Adds a use. Any thread may add. */
    public synchronized void add(BlobUse use) {
        byte[] bytes = new byte[BlobUse.BYTES];
        UsedBlob.put(use, ByteBuffer.wrap(bytes));
        try {
            if (out == null) {
                out = append(file);
            }
            out.write(bytes);
            count++;
        } catch (IOException failed) {
            throw failure(failed);
        }
    }

    /** Closes the file until the next use is added, so that many of these can exist at once. */
    public synchronized void pause() {
        if (out != null) {
            try {
                out.close();
            } catch (IOException failed) {
                throw failure(failed);
            } finally {
                out = null;
            }
        }
    }

    /** Passes on each blob with all of its uses, ordered by SHA. */
    public void forEachBlob(Consumer<UsedBlob> each) {
        pause();
        try {
            if (count > 0) {
                for (Path part : parts(Math.clamp(Math.ceilDiv(count, inMemory), 1, MOST_PARTS))) {
                    forEachBlob(Files.readAllBytes(part), each);
                    Files.delete(part);
                }
                count = 0;
            }
        } catch (IOException failed) {
            throw failure(failed);
        }
    }

    /** Divides the uses among files of which each has the SHAs after those of the one before. */
    private List<Path> parts(int number) throws IOException {
        if (number == 1) {
            return List.of(file);
        }
        List<Path> parts = new ArrayList<>();
        List<OutputStream> to = new ArrayList<>();
        byte[] use = new byte[BlobUse.BYTES];
        try (InputStream from = Files.newInputStream(file);
                InputStream buffered = new BufferedInputStream(from, 1 << 16)) {
            for (int part = 0; part < number; part++) {
                parts.add(file.resolveSibling(file.getFileName() + "." + part));
                to.add(append(parts.getLast()));
            }
            while (buffered.readNBytes(use, 0, use.length) == use.length) {
                int prefix = ((use[0] & 255) << 8) | (use[1] & 255);
                to.get((prefix * number) >>> 16).write(use);
            }
        } finally {
            closeAll(to);
        }
        Files.delete(file);
        return parts;
    }

    private static void closeAll(List<OutputStream> streams) throws IOException {
        IOException first = null;
        for (OutputStream stream : streams) {
            try {
                stream.close();
            } catch (IOException failed) {
                first = first == null ? failed : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private static OutputStream append(Path to) throws IOException {
        return new BufferedOutputStream(
                Files.newOutputStream(to, StandardOpenOption.CREATE, StandardOpenOption.APPEND), 1 << 12);
    }

    private static void forEachBlob(byte[] bytes, Consumer<UsedBlob> each) {
        ByteBuffer uses = ByteBuffer.wrap(bytes);
        int[] offsets = sorted(bytes);
        int from = 0;
        for (int to = 1; to <= offsets.length; to++) {
            if (to == offsets.length || compare(bytes, offsets[from], offsets[to]) != 0) {
                each.accept(new UsedBlob(uses, Arrays.copyOfRange(offsets, from, to)));
                from = to;
            }
        }
    }

    /** The starts of the uses in the order of their SHAs, then in the order in which they were added. */
    private static int[] sorted(byte[] bytes) {
        // Numbers sort without an object for each: the start of the SHA, then the place.
        long[] keys = new long[bytes.length / BlobUse.BYTES];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = ((long) (start(bytes, i * BlobUse.BYTES) >>> 1) << Integer.SIZE) | i;
        }
        Arrays.sort(keys);
        int[] offsets =
                Arrays.stream(keys).mapToInt(key -> (int) key * BlobUse.BYTES).toArray();
        int from = 0;
        for (int to = 1; to <= keys.length; to++) {
            if (to == keys.length || keys[to] >>> Integer.SIZE != keys[from] >>> Integer.SIZE) {
                sortByWholeSha(bytes, offsets, from, to);
                from = to;
            }
        }
        return offsets;
    }

    private static void sortByWholeSha(byte[] bytes, int[] offsets, int from, int to) {
        boolean same = true;
        for (int i = from + 1; i < to && same; i++) {
            same = compare(bytes, offsets[from], offsets[i]) == 0;
        }
        if (!same) {
            int[] ordered = Arrays.stream(offsets, from, to)
                    .boxed()
                    .sorted((one, other) -> compare(bytes, one, other))
                    .mapToInt(Integer::intValue)
                    .toArray();
            System.arraycopy(ordered, 0, offsets, from, ordered.length);
        }
    }

    private static int start(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes, at, Integer.BYTES).getInt();
    }

    private static int compare(byte[] bytes, int one, int other) {
        return Arrays.compareUnsigned(bytes, one, one + SHA_BYTES, bytes, other, other + SHA_BYTES);
    }

    private CommitlakeException failure(IOException cause) {
        return CommitlakeException.repository(
                "can't write " + file + ": " + FailureText.of(cause)
                        + " (the work folder must have room for twice the uses of blobs, 40 bytes each)",
                cause);
    }

    @Override
    public void close() {
        pause();
    }
}
