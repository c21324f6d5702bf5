package io.commitlake.history.git.pack;

import io.commitlake.history.FetchProgress;
import io.commitlake.model.commit.GitObject;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;

/** The names of a pack's objects, in the order of their entries. */
final class PackNames {
    private final int count;
    private final FetchProgress progress;
    private final long[] offsets;
    private final int[] crcs;
    private final byte[] names;
    /** The entries in the order of their names, once the index is written. */
    private int[] order = new int[0];

    PackNames(int count, FetchProgress progress) {
        this.count = count;
        this.progress = progress;
        this.offsets = new long[count];
        this.crcs = new int[count];
        this.names = new byte[Math.multiplyExact(count, PackFile.SHA_BYTES)];
    }

    int count() {
        return count;
    }

    /** The entries in the order of the index, after {@link #write}. */
    int[] order() {
        return order;
    }

    /** Sets where an entry starts, and the CRC-32 of its bytes. Entries are set in their order. */
    void entry(int i, long offset, int crc) {
        offsets[i] = offset;
        crcs[i] = crc;
    }

    long offset(int i) {
        return offsets[i];
    }

    /** Finds the entry that starts at an offset among those before an entry. */
    int at(long offset, int before) throws UnreadablePackException {
        int found = Arrays.binarySearch(offsets, 0, before, offset);
        if (found < 0) {
            throw new UnreadablePackException("there is no object at " + offset + ", the base of another one");
        }
        return found;
    }

    /** Computes and sets an object's name. */
    void name(int i, MessageDigest sha1, ObjectType type, byte[] content) {
        sha1.update(GitObject.header(type.text(), content.length));
        sha1.update(content);
        try {
            sha1.digest(names, i * PackFile.SHA_BYTES, PackFile.SHA_BYTES);
        } catch (DigestException tooShort) {
            throw new IllegalStateException(tooShort);
        }
        progress.indexed(1);
    }

    /**
     * Writes the index of gitformat-pack(5), version 2.
     *
     * @throws UnreadablePackException if two objects have the same name
     */
    void write(Path file, byte[] packChecksum) throws IOException {
        order = sorted();
        MessageDigest sha1 = GitObject.sha1();
        try (DataOutputStream out = new DataOutputStream(
                new BufferedOutputStream(new DigestOutputStream(Files.newOutputStream(file), sha1), 1 << 16))) {
            out.writeInt(PackIndex.MAGIC);
            out.writeInt(PackIndex.VERSION);
            int below = 0;
            for (int first = 0; first < 256; first++) {
                while (below < count && (names[order[below] * PackFile.SHA_BYTES] & 255) <= first) {
                    below++;
                }
                out.writeInt(below);
            }
            for (int i : order) {
                out.write(names, i * PackFile.SHA_BYTES, PackFile.SHA_BYTES);
            }
            for (int i : order) {
                out.writeInt(crcs[i]);
            }
            int large = 0;
            for (int i : order) {
                out.writeInt(offsets[i] <= Integer.MAX_VALUE ? (int) offsets[i] : Integer.MIN_VALUE | large++);
            }
            for (int i : order) {
                if (offsets[i] > Integer.MAX_VALUE) {
                    out.writeLong(offsets[i]);
                }
            }
            out.write(packChecksum);
            out.flush();
            out.write(sha1.digest());
        }
    }

    private int[] sorted() throws UnreadablePackException {
        // Four bytes of the name, then the entry: two names rarely start with the same four bytes.
        long[] keys = new long[count];
        for (int i = 0; i < count; i++) {
            int at = i * PackFile.SHA_BYTES;
            long start = (names[at] & 255L) << 24
                    | (names[at + 1] & 255L) << 16
                    | (names[at + 2] & 255L) << 8
                    | (names[at + 3] & 255L);
            keys[i] = Long.MIN_VALUE ^ (start << 32 | i); // in the order of unsigned numbers
        }
        Arrays.sort(keys);
        int[] sorted = new int[count];
        for (int i = 0; i < count; i++) {
            int next = (int) keys[i];
            int at = i;
            while (at > 0 && compare(sorted[at - 1], next) > 0) {
                sorted[at] = sorted[at - 1];
                at--;
            }
            sorted[at] = next;
            if (at > 0 && compare(sorted[at - 1], next) == 0) {
                throw new UnreadablePackException("a pack has an object twice");
            }
        }
        return sorted;
    }

    private int compare(int one, int other) {
        return Arrays.compareUnsigned(
                names,
                one * PackFile.SHA_BYTES,
                (one + 1) * PackFile.SHA_BYTES,
                names,
                other * PackFile.SHA_BYTES,
                (other + 1) * PackFile.SHA_BYTES);
    }
}
