package io.commitlake.history.git.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.history.FetchProgress;
import io.commitlake.history.lines.BlobLines;
import io.commitlake.history.lines.LineHashes;
import io.commitlake.model.commit.GitObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the index of a pack, its objects and their lines with Git's own index and objects. */
class PackIndexerTest {
    private static final long MEMORY = 256 << 20;
    private static final long LINES = 64 << 20;
    private static final int MUTATIONS = 150;

    @TempDir
    Path folder;

    static Stream<String> histories() throws IOException {
        return GitPack.histories();
    }

    @ParameterizedTest
    @MethodSource("histories")
    void theIndexIsGits(String history) throws Exception {
        GitPack git = GitPack.of(history, folder);
        for (int threads : List.of(1, 3)) {
            index(git.pack(), threads, MEMORY);

            assertThat(folder.resolve("made.idx")).hasSameBinaryContentAs(git.index());
        }
    }

    @ParameterizedTest
    @MethodSource("histories")
    void everyObjectIsReadAsGitReadsIt(String history) throws Exception {
        GitPack git = GitPack.of(history, folder);
        index(git.pack(), 2, MEMORY);
        Files.move(folder.resolve("made.lines"), git.lines());
        int blobs = 0;
        try (PackReader reader = new PackReader(git.folder(), 1 << 20, 1 << 24, () -> {})) {
            for (String sha : git.objects()) {
                PackedObject object = reader.read(sha).orElseThrow();
                byte[] content = object.content();

                assertThat(GitObject.sha(object.type().text(), content)).isEqualTo(sha);
                if (object.type() == ObjectType.BLOB) {
                    blobs++;
                    assertSameLines(
                            reader.readLines(sha).orElseThrow(),
                            new LineHashes().read(new ByteArrayInputStream(content), content.length));
                } else {
                    assertThat(reader.readLines(sha)).isEmpty();
                }
            }
            assertThat(reader.read("0".repeat(40))).isEmpty();
        }
        assertThat(blobs).isPositive();
    }

    static void assertSameLines(BlobLines found, BlobLines expected) {
        if (found instanceof BlobLines.Text(long size, long[] hashes)
                && expected instanceof BlobLines.Text(long expectedSize, long[] expectedHashes)) {
            assertThat(size).isEqualTo(expectedSize);
            assertThat(Arrays.equals(hashes, expectedHashes)).isTrue();
        } else {
            assertThat(found).isEqualTo(expected);
        }
    }

    @Test
    void aPackThatTakesMoreMemoryIsLeftToGit() throws Exception {
        GitPack git = GitPack.of("renames", folder);

        assertThatThrownBy(() -> index(git.pack(), 2, 1 << 10)).isInstanceOf(UnreadablePackException.class);
        assertThatThrownBy(() -> index(git.pack(), 2, 1 << 17)).isInstanceOf(UnreadablePackException.class);
    }

    /** A pack of a few kilobytes can stand for terabytes of lines. */
    @Test
    void aPackWithTooManyLinesIsLeftToGit() throws Exception {
        GitPack git = GitPack.of("renames", folder);
        PackIndexer.Limits limits = new PackIndexer.Limits(2, MEMORY, 100, () -> {});

        assertThatThrownBy(() -> PackIndexer.index(
                        git.pack(),
                        folder.resolve("made.idx"),
                        folder.resolve("made.lines"),
                        limits,
                        FetchProgress.NONE))
                .hasMessage("the lines of its blobs take more than 100 bytes");
    }

    @Test
    void aFailedCheckStopsAllThreads() throws Exception {
        GitPack git = GitPack.of("renames", folder);
        int[] left = {5000};

        assertThatThrownBy(() -> index(git.pack(), 3, MEMORY, () -> {
                    synchronized (left) {
                        if (--left[0] < 0) {
                            throw new IllegalStateException("past its deadline");
                        }
                    }
                }))
                .hasMessage("past its deadline");
    }

    /** A broken pack either gets the index that Git gives it too, or is left to Git. */
    @Test
    void aBrokenPackIsIndexedAsGitDoesOrNotAtAll() throws Exception {
        GitPack git = GitPack.of("small", folder);
        byte[] pack = Files.readAllBytes(git.pack());
        Random random = new Random(7);
        int indexed = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] broken = GitPack.withChecksum(mutated(pack, random));
            Path file = folder.resolve("broken.pack");
            Files.write(file, broken);
            boolean accepted;
            try {
                index(file, 2, MEMORY);
                accepted = true;
            } catch (UnreadablePackException leftToGit) {
                accepted = false;
            }
            if (accepted) {
                indexed++;

                assertThat(git.indexed(file)).hasSameBinaryContentAs(folder.resolve("made.idx"));
            }
            Files.delete(file);
        }

        assertThat(indexed).isLessThan(MUTATIONS / 2);
    }

    private static byte[] mutated(byte[] pack, Random random) {
        int at = random.nextInt(pack.length - GitPack.CHECKSUM_BYTES);
        if (random.nextInt(10) == 0) {
            return Arrays.copyOf(pack, at + GitPack.CHECKSUM_BYTES); // cut off
        }
        byte[] mutated = pack.clone();
        mutated[at] ^= (byte) (1 << random.nextInt(8));
        return mutated;
    }

    private void index(Path pack, int threads, long memory) throws IOException {
        index(pack, threads, memory, () -> {});
    }

    private void index(Path pack, int threads, long memory, Runnable check) throws IOException {
        Files.deleteIfExists(folder.resolve("made.lines"));
        PackIndexer.index(
                pack,
                folder.resolve("made.idx"),
                folder.resolve("made.lines"),
                new PackIndexer.Limits(threads, memory, LINES, check),
                FetchProgress.NONE);
    }

    @Test
    void whatIsNoPackIsNamed() throws IOException {
        Path file = Files.write(folder.resolve("none.pack"), HexFormat.of().parseHex("00".repeat(40)));

        assertThatThrownBy(() -> index(file, 1, MEMORY)).hasMessage("none.pack is no pack of version 2 or 3");
    }
}
