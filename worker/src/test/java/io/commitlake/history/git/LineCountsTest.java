package io.commitlake.history.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds line counts against git's own, on files that change in every way that its diff has a rule for. */
class LineCountsTest {
    private static final int CHANGES = 1500;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void countsAsGitDoes(long seed) throws IOException {
        Random random = new Random(seed);
        List<byte[]> versions = new ArrayList<>();
        List<String> file = new ArrayList<>();
        for (int i = 0; i < CHANGES; i++) {
            file = i % 100 == 0 ? lines(random, random.nextInt(2000), alphabet(random)) : changed(file, random);
            versions.add(bytes(file, random.nextInt(10) > 0));
        }

        assertThat(countedWithoutGit(versions)).isGreaterThan(CHANGES * 9 / 10);
    }

    @Test
    void countsBinaryFilesNoNewlinesLongLinesAndNothing() throws IOException {
        byte[] late = new byte[9000];
        Arrays.fill(late, (byte) 'a');
        byte[] lateNul = late.clone();
        lateNul[8000] = 0;
        byte[] earlyNul = late.clone();
        earlyNul[7999] = 0;
        List<byte[]> versions = List.of(
                text("a\nb"),
                text("a\nb\n"),
                text("a\r\nb\n"),
                text(""),
                text("\n"),
                text("\n\n\n"),
                late,
                lateNul,
                earlyNul,
                text("x".repeat(70_000) + "\ny\n"),
                text("x".repeat(70_001) + "\ny\n"),
                text("x".repeat(5_000_000)),
                text("x\n".repeat(150_000)),
                text("x\n".repeat(150_001)),
                text("1234567\n12345678\n123456789\n"),
                text("1234567\n12345678\n12345678"),
                text("12345678"),
                text("12345678\n"));

        countedWithoutGit(versions);
    }

    /** Past {@code core.bigFileThreshold} git counts no lines; seen of git 2.39 with blobs of both sizes. */
    @Test
    void aBlobOfMoreThan512MebibytesIsBinary() throws IOException {
        long most = 512L << 20;

        assertThat(new LineHashes().read(new Newlines(), most + 1)).isEqualTo(new BlobLines.Binary(most + 1));
        assertThat(new LineHashes().read(new Newlines(), most)).isEqualTo(new BlobLines.TooMany(most));
    }

    /** Without an end. */
    private static final class Newlines extends InputStream {
        @Override
        public int read() {
            return '\n';
        }

        @Override
        public int read(byte[] chunk, int from, int length) {
            Arrays.fill(chunk, from, from + length, (byte) '\n');
            return length;
        }

        @Override
        public long skip(long bytes) {
            return bytes;
        }
    }

    /** Commits the versions of a file one after another, and compares; how many needed no diff of git's. */
    private int countedWithoutGit(List<byte[]> versions) throws IOException {
        BareRepository repository =
                BareRepository.create(Git.find(System.getenv("PATH")), folder, "history.git", Bounds.NONE);
        List<String> shas = commit(repository, versions);
        Path asked = Files.write(folder.resolve("shas"), shas);
        int certain = 0;
        LineHashes hashes = new LineHashes();
        try (TreeDiff diff = new TreeDiff(repository, asked);
                LineCounts counts = new LineCounts(repository);
                Numstat git = new Numstat(repository)) {
            for (int i = 0; i < shas.size(); i++) {
                List<TreeDiff.Change> changes = diff.next(shas.get(i));
                if (changes.isEmpty()) {
                    continue; // twice the same
                }
                assertThat(counts.of(shas.get(i), changes))
                        .as("change " + i)
                        .extracting(LineCounts.Counted::lines)
                        .isEqualTo(git.of(shas.get(i), changes));
                if (i > 0
                        && lines(hashes, versions.get(i - 1)) instanceof BlobLines.Text before
                        && lines(hashes, versions.get(i)) instanceof BlobLines.Text after
                        && ShortestEdit.between(before.hashes(), after.hashes()).isPresent()) {
                    certain++;
                }
            }
            diff.end();
        }
        return certain;
    }

    private static BlobLines lines(LineHashes hashes, byte[] version) throws IOException {
        return hashes.read(new ByteArrayInputStream(version), version.length);
    }

    private static List<String> commit(BareRepository repository, List<byte[]> versions) throws IOException {
        try (GitProcess load = repository
                .git()
                .start(repository.command("fast-import", "--quiet").asked())) {
            try (OutputStream to = load.input()) {
                for (int i = 0; i < versions.size(); i++) {
                    byte[] version = versions.get(i);
                    to.write(text(
                            "commit refs/heads/main\nmark :%d\ncommitter a <a@a> %d +0000\ndata 0\nM 644 inline f\ndata %d\n"
                                    .formatted(i + 1, i + 1, version.length)));
                    to.write(version);
                    to.write('\n');
                }
            }
            load.end();
        }
        try (GitProcess list = repository.git().start(repository.command("rev-list", "--reverse", "main"));
                InputStream found = list.output()) {
            List<String> shas = new String(found.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
            list.end();
            return shas;
        }
    }

    private static List<String> changed(List<String> file, Random random) {
        List<String> changed = new ArrayList<>(file);
        int alphabet = alphabet(random);
        for (int hunks = 1 + random.nextInt(random.nextInt(12) == 0 ? 60 : 4); hunks > 0; hunks--) {
            int at = random.nextInt(changed.size() + 1);
            int removed = Math.min(changed.size() - at, random.nextInt(random.nextInt(8) == 0 ? 400 : 12));
            List<String> gone = changed.subList(at, at + removed);
            List<String> moved = random.nextInt(5) == 0 ? List.copyOf(gone) : List.of();
            gone.clear();
            changed.addAll(at, lines(random, random.nextInt(random.nextInt(8) == 0 ? 400 : 12), alphabet));
            changed.addAll(random.nextInt(changed.size() + 1), moved);
        }
        return changed;
    }

    /** Of few words lines are frequent, of many they are rare. */
    private static int alphabet(Random random) {
        return new int[] {2, 30, 1000, 100_000}[random.nextInt(4)];
    }

    private static List<String> lines(Random random, int count, int alphabet) {
        List<String> lines = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            // Some lines are everywhere, as braces and empty lines are.
            lines.add(random.nextInt(4) == 0 ? "}".repeat(random.nextInt(3)) : "line " + random.nextInt(alphabet));
        }
        return lines;
    }

    private static byte[] bytes(List<String> lines, boolean ended) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < lines.size(); i++) {
            bytes.writeBytes(text(lines.get(i) + (ended || i + 1 < lines.size() ? "\n" : "")));
        }
        return bytes.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
