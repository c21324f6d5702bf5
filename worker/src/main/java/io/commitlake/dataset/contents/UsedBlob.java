package io.commitlake.dataset.contents;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.function.Consumer;

/** A blob with its uses by file states. It is a view of memory that the next blobs don't change. */
public final class UsedBlob {
    private static final int SIZE = BlobUses.SHA_BYTES;
    private static final int FLAGS = SIZE + Long.BYTES;
    private static final int FILE = FLAGS + 1;
    private static final int ROW = FILE + Integer.BYTES;

    private final ByteBuffer uses;
    private final int[] offsets;

    /**
     * A blob.
     *
     * @param uses holds uses of any blobs
     * @param offsets the starts of this blob's uses, at least one
     */
    UsedBlob(ByteBuffer uses, int[] offsets) {
        this.uses = uses;
        this.offsets = offsets;
    }

    static void put(BlobUse use, ByteBuffer to) {
        to.put(HexFormat.of().parseHex(use.sha()))
                .putLong(use.size())
                .put((byte) use.flags())
                .putInt(use.file())
                .putInt(use.row());
    }

    public String sha() {
        byte[] sha = new byte[BlobUses.SHA_BYTES];
        uses.get(offsets[0], sha);
        return HexFormat.of().formatHex(sha);
    }

    /** The size in bytes, which all uses should agree on; if not, one of theirs. */
    public long size() {
        return uses.getLong(offsets[0] + SIZE);
    }

    /** Whether a use has these flags. */
    public boolean any(int flags) {
        for (int offset : offsets) {
            if ((uses.get(offset + FLAGS) & flags) == flags) {
                return true;
            }
        }
        return false;
    }

    /** Passes on each use, in the order in which they were added. */
    public void forEach(Consumer<BlobUse> each) {
        String sha = sha();
        for (int offset : offsets) {
            each.accept(new BlobUse(
                    sha,
                    uses.getLong(offset + SIZE),
                    uses.get(offset + FLAGS),
                    uses.getInt(offset + FILE),
                    uses.getInt(offset + ROW)));
        }
    }
}
