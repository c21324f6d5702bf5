package io.commitlake.history.git.pack;

import io.commitlake.history.FetchProgress;
import io.commitlake.model.commit.GitObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** Reads packs from bytes of a test's own. */
public final class AnyPack {
    private static final int MEMORY = 1 << 24;
    private static final int NAMES = 8 + 256 * 4;

    private AnyPack() {}

    /**
     * Indexes a pack, then reads each of its objects.
     *
     * @throws IllegalStateException if an object doesn't have the content that its name in the index stands for
     */
    public static void read(byte[] bytes) {
        try {
            Path folder = Files.createTempDirectory("pack");
            try {
                Path pack = Files.write(folder.resolve("a.pack"), bytes);
                Path index = folder.resolve("a.idx");
                PackIndexer.index(
                        pack,
                        index,
                        folder.resolve("a.lines"),
                        new PackIndexer.Limits(1, MEMORY, MEMORY, () -> {}),
                        FetchProgress.NONE);
                readAll(folder, Files.readAllBytes(index));
            } finally {
                for (String file : new String[] {"a.pack", "a.idx", "a.lines"}) {
                    Files.deleteIfExists(folder.resolve(file));
                }
                Files.delete(folder);
            }
        } catch (UnreadablePackException refused) {
            // Git is asked to read such a pack
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void readAll(Path folder, byte[] index) throws IOException {
        int objects = HexFormat.fromHexDigits(HexFormat.of().formatHex(index, NAMES - 4, NAMES));
        try (PackReader reader = new PackReader(folder, MEMORY, MEMORY, () -> {})) {
            for (int i = 0; i < objects; i++) {
                int at = NAMES + i * PackFile.SHA_BYTES;
                String sha = HexFormat.of().formatHex(index, at, at + PackFile.SHA_BYTES);
                PackedObject object = reader.read(sha).orElseThrow();
                if (!GitObject.sha(object.type().text(), object.content()).equals(sha)) {
                    throw new IllegalStateException("object " + sha + " has another content");
                }
                if (reader.readLines(sha).isPresent() != (object.type() == ObjectType.BLOB)) {
                    throw new IllegalStateException("object " + sha + " has lines, or has none");
                }
            }
        }
    }
}
