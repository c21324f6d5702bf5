package io.commitlake.history.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.history.FetchProgress;
import io.commitlake.history.git.pack.PackIndexer;
import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.GitProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares line counts with Git's own for pairs of blobs at the edges of its rules: few distinct lines, long
 * lines, lines that differ in one byte or that swap words of eight bytes, and blobs around the sizes at which a reader's
 * buffer is full. The blobs are counted as {@code git cat-file} prints them, and by the lines that the index of a pack
 * with deltas has. To compare more: {@code -Dcommitlake.blobs=20000 -Dcommitlake.seed=2}.
 */
class NastyBlobsTest {
    private static final int BLOBS = Integer.getInteger("commitlake.blobs", 400);
    private static final long SEED = Long.getLong("commitlake.seed", 1);
    private static final int BUFFER_BYTES = 1 << 16;
    /** Git looks for a NUL in so many bytes. */
    private static final int LOOKED_AT_BYTES = 8000;

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);

    @Test
    void countsAsGitDoes() throws Exception {
        Imported imported = imported();
        List<String> byGit = CountedCommits.byGit(imported, folder);

        assertThat(CountedCommits.here(imported, folder)).isEqualTo(byGit);

        BareRepository repository = imported.repository();
        run(repository, "repack", "-q", "-a", "-d", "-f", "--depth=50", "--window=20");
        index(repository);

        assertThat(CountedCommits.here(imported, folder)).isEqualTo(byGit);
    }

    /** One commit for each blob, so each blob is compared with the one before it. */
    private Imported imported() throws IOException {
        List<String> commits = new ArrayList<>();
        byte[] blob = fresh();
        for (int i = 0; i < BLOBS; i++) {
            blob = random.nextInt(4) == 0 || blob.length > 4 * BUFFER_BYTES ? fresh() : changed(blob);
            commits.add("M 100644 inline f\n" + Imported.data(new String(blob, StandardCharsets.ISO_8859_1)));
        }
        return Imported.of(folder, commits);
    }

    /** Makes the worker's own index of the only pack, with its file of lines. */
    private static void index(BareRepository repository) throws IOException {
        Path pack;
        try (Stream<Path> files = Files.list(repository.packs())) {
            pack = files.filter(file -> file.toString().endsWith(".pack"))
                    .findFirst()
                    .orElseThrow();
        }
        String name = pack.toString().replaceAll("pack$", "");
        Files.delete(Path.of(name + "idx"));
        PackIndexer.index(
                pack,
                Path.of(name + "idx"),
                Path.of(name + "lines"),
                new PackIndexer.Limits(2, 1 << 28, 1L << 32, () -> {}),
                FetchProgress.NONE);
    }

    private static void run(BareRepository repository, String... arguments) {
        try (GitProcess process = repository.git().start(repository.command(arguments))) {
            process.waitForSuccess();
        }
    }

    private byte[] fresh() {
        return switch (random.nextInt(9)) {
            case 0 -> new byte[0];
            case 1 ->
                filled(random.nextInt(3) == 0 ? BUFFER_BYTES : LOOKED_AT_BYTES, "a".repeat(random.nextInt(40)) + "\n");
            case 2 -> withNul(filled(LOOKED_AT_BYTES, "text\n"));
            case 3 -> joined(Collections.nCopies(random.nextInt(3000), random.nextBoolean() ? "\n" : "\r\n"));
            case 4 -> joined(lines(random.nextInt(20), 1 + random.nextInt(60_000)));
            case 5 -> joined(lines(100 + random.nextInt(3000), 3));
            default -> joined(lines(random.nextInt(1500), 1 + random.nextInt(40)));
        };
    }

    /** Lines of at most some bytes, drawn from few or many distinct ones, with or without a newline at the end. */
    private List<String> lines(int count, int bytes) {
        int distinct = new int[] {1, 2, 5, 50, 100_000}[random.nextInt(5)];
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Random line = new Random(random.nextInt(distinct));
            lines.add(Character.toString('a' + line.nextInt(26)).repeat(line.nextInt(bytes)) + line.nextInt(distinct)
                    + "\n");
        }
        return lines;
    }

    private byte[] joined(List<String> lines) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        lines.forEach(line -> bytes.writeBytes(line.getBytes(StandardCharsets.ISO_8859_1)));
        byte[] all = bytes.toByteArray();
        return all.length > 0 && random.nextInt(5) == 0 ? Arrays.copyOf(all, all.length - 1) : all;
    }

    /** About as many bytes as fill a buffer, of equal lines. */
    private byte[] filled(int about, String line) {
        byte[] bytes = new byte[about - 9 + random.nextInt(18)];
        for (int at = 0; at < bytes.length; at++) {
            bytes[at] = (byte) line.charAt(at % line.length());
        }
        return bytes;
    }

    private byte[] withNul(byte[] bytes) {
        bytes[Math.min(bytes.length - 1, LOOKED_AT_BYTES - 3 + random.nextInt(6))] = 0;
        return bytes;
    }

    private byte[] changed(byte[] blob) {
        if (blob.length < 32) {
            return fresh();
        }
        byte[] changed = blob.clone();
        int at = random.nextInt(blob.length - 16);
        switch (random.nextInt(10)) {
            case 0 -> changed[at] ^= 1;
            case 1 -> changed[at] = '\n';
            case 2 -> changed[random.nextInt(2) == 0 ? blob.length - 1 : at] = 0;
            case 3 -> {
                // Two lines that have the same words in another order.
                System.arraycopy(blob, at, changed, at + 8, 8);
                System.arraycopy(blob, at + 8, changed, at, 8);
            }
            case 4 -> changed = withoutSome(blob, at);
            case 5 -> changed = joined(reordered(blob, at));
            case 6 -> changed = joined(List.of(text(blob, at, blob.length), text(blob, 0, at)));
            case 7 -> changed = joined(List.of(text(blob, 0, at), text(fresh(), 0, -1), text(blob, at, blob.length)));
            case 8 -> changed = joined(List.of(text(blob, 0, blob.length), text(blob, at, blob.length)));
            default -> {
                for (int many = 1 + random.nextInt(300); many > 0; many--) {
                    changed[random.nextInt(blob.length)] =
                            (byte) (random.nextInt(3) == 0 ? '\n' : 'a' + random.nextInt(3));
                }
            }
        }
        return changed;
    }

    private byte[] withoutSome(byte[] blob, int from) {
        int to = Math.min(blob.length, from + random.nextInt(random.nextInt(3) == 0 ? 20_000 : 200));
        return joined(List.of(text(blob, 0, from), text(blob, to, blob.length)));
    }

    /** The lines from a place on in another order, as far as ten thousand bytes. */
    private List<String> reordered(byte[] blob, int from) {
        int to = Math.min(blob.length, from + 10_000);
        List<String> lines = new ArrayList<>(Arrays.asList(text(blob, from, to).split("(?<=\n)")));
        Collections.shuffle(lines, random);
        lines.addFirst(text(blob, 0, from));
        lines.add(text(blob, to, blob.length));
        return lines;
    }

    /** A part of a blob, up to its end if {@code to} is negative. */
    private static String text(byte[] blob, int from, int to) {
        return new String(blob, from, (to < 0 ? blob.length : to) - from, StandardCharsets.ISO_8859_1);
    }
}
