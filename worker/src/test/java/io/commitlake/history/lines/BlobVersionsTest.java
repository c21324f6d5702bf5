package io.commitlake.history.lines;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.history.lines.BlobVersions.Version;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the lines of a version that shares lines with another one with those of the version alone. */
class BlobVersionsTest {
    private static final int PAIRS = 5000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aVersionHasTheSameLinesWhateverItIsReadAfter(long seed) throws IOException {
        Random random = new Random(seed);
        BlobVersions versions = new BlobVersions();
        byte[] bytes = blob(random);
        Version version = versions.read(bytes);
        int shared = 0;
        for (int i = 0; i < PAIRS; i++) {
            assertIsRead(version, bytes);
            bytes = random.nextInt(20) == 0 ? blob(random) : changed(bytes, random);
            version = versions.read(bytes, version);
            shared += version.common().atStart() + version.common().atEnd() > 0 ? 1 : 0;
        }

        assertThat(shared).isGreaterThan(PAIRS / 4);
    }

    /** Versions at the limits of what is text, and of what is held. */
    @Test
    void largeAndBinaryVersionsHaveTheSameLines() throws IOException {
        byte[] many = "a\n".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        byte[] long4Megabytes = ("x\n" + "y".repeat(1 << 22) + "\nz\n").getBytes(StandardCharsets.US_ASCII);
        byte[] lateNul = "0123456\n".repeat(4000).getBytes(StandardCharsets.US_ASCII);
        lateNul[8000] = 0;
        byte[] earlyNul = lateNul.clone();
        earlyNul[7999] = 0;
        List<byte[]> blobs = List.of(
                many,
                Arrays.copyOf(many, many.length - 1),
                ("b\n" + new String(many, StandardCharsets.US_ASCII)).getBytes(StandardCharsets.US_ASCII),
                long4Megabytes,
                Arrays.copyOf(long4Megabytes, long4Megabytes.length - 3),
                lateNul,
                earlyNul,
                Arrays.copyOf(lateNul, lateNul.length + 8),
                "0123456\n".repeat(4001).getBytes(StandardCharsets.US_ASCII),
                "0123456\r\n".repeat(40_000).getBytes(StandardCharsets.US_ASCII),
                ("0123456\r\n".repeat(20_000) + "x" + "0123456\r\n".repeat(19_999)).getBytes(StandardCharsets.US_ASCII),
                "01234567".getBytes(StandardCharsets.US_ASCII),
                "0123456701234567".getBytes(StandardCharsets.US_ASCII),
                new byte[0]);
        BlobVersions versions = new BlobVersions();
        for (byte[] before : blobs) {
            for (byte[] after : blobs) {
                assertIsRead(versions.read(after, versions.read(before)), after);
            }
        }
    }

    private static void assertIsRead(Version version, byte[] bytes) throws IOException {
        BlobLines expected = new LineHashes().read(new ByteArrayInputStream(bytes), bytes.length);
        switch (expected) {
            case BlobLines.Text text -> {
                LineTable table = version.table().orElseThrow();

                assertThat(Arrays.equals(table.hashes(), text.hashes()))
                        .as(
                                "lines of %d bytes: %s",
                                bytes.length, Arrays.toString(Arrays.copyOf(bytes, Math.min(bytes.length, 300))))
                        .isTrue();
                assertThat(table.ends()).hasSameSizeAs(table.hashes());
                for (int i = 0; i + 1 < table.ends().length; i++) {
                    assertThat(bytes[table.ends()[i] - 1]).isEqualTo((byte) '\n');
                }
            }
            case BlobLines.Binary binary -> assertThat(version.isBinary()).isTrue();
            case BlobLines.TooMany many -> assertThat(version.table()).isEmpty();
        }
    }

    /** Short lines of few kinds, so that versions agree by chance in many ways. */
    private static byte[] blob(Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int lines = random.nextInt(60); lines > 0; lines--) {
            for (int i = random.nextInt(1 + random.nextInt(30)); i > 0; i--) {
                out.write(random.nextInt(400) == 0 ? 0 : 'a' + random.nextInt(3));
            }
            if (lines > 1 || random.nextBoolean()) {
                out.write('\n');
            }
        }
        return out.toByteArray();
    }

    /** Replaces a few bytes somewhere, often at an end or at a newline. */
    private static byte[] changed(byte[] bytes, Random random) {
        int from =
                random.nextInt(4) == 0 ? (random.nextBoolean() ? 0 : bytes.length) : random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, from + random.nextInt(5));
        byte[] between = blob(random);
        between = Arrays.copyOf(between, Math.min(between.length, random.nextInt(8)));
        byte[] changed = new byte[from + between.length + bytes.length - to];
        System.arraycopy(bytes, 0, changed, 0, from);
        System.arraycopy(between, 0, changed, from, between.length);
        System.arraycopy(bytes, to, changed, from + between.length, bytes.length - to);
        return changed;
    }
}
