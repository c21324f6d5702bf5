package io.commitlake.history.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.lines.BlobLines;
import io.commitlake.history.lines.LineHashes;
import io.commitlake.history.lines.ShortestEdit;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares line counts with Git's own, for files that change in every way that Git's diff has a rule for. */
class LineCountsTest {
    private static final int CHANGES = 1500;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void countsRandomChangesAsGitDoes(long seed) throws IOException {
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
    void countsBinaryEmptyUnterminatedAndLongLinesAsGitDoes() throws IOException {
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

    /** Git counts no lines above {@code core.bigFileThreshold}; Git 2.39 did so with blobs of both sizes. */
    @Test
    void aBlobOfMoreThan512MebibytesIsBinary() throws IOException {
        long most = 512L << 20;

        assertThat(new LineHashes().read(new Newlines(), most + 1)).isEqualTo(new BlobLines.Binary(most + 1));
        assertThat(new LineHashes().read(new Newlines(), most)).isEqualTo(new BlobLines.TooMany(most));
    }

    /** An endless stream of newlines. */
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

    /** Changes that Java leaves to Git (changed file types, too many lines, also with renames), and submodules. */
    @Test
    void countsTypeChangesAndRenamesAsGitDoes() throws IOException {
        String many = "x\n".repeat(100_001);
        Imported imported = Imported.of(
                folder,
                List.of(
                        "M 100644 inline f\n" + Imported.data("a\nb\n"),
                        "M 120000 inline f\n" + Imported.data("target"),
                        "M 160000 " + "1".repeat(40) + " f\n",
                        "M 100755 inline f\n" + Imported.data("a\nb\nc\n"),
                        "M 120000 inline f\n" + Imported.data("a\0b"),
                        "M 100644 inline f\n" + Imported.data(many),
                        "D f\nM 100644 inline g\n" + Imported.data(many + "y\n") + "M 100644 inline h\n"
                                + Imported.data("y\n"),
                        "D g\n",
                        "M 100644 inline f\n" + Imported.data("a\nSubproject commit " + "1".repeat(40) + "\n"),
                        "M 160000 " + "1".repeat(40) + " f\nM 160000 " + "1".repeat(40) + " h\n",
                        "M 160000 " + "2".repeat(40) + " f\nD h\n",
                        files("100644", "x\n"),
                        files("120000", "x"),
                        files("100755", "y\nz\n")));

        assertThat(CountedCommits.here(imported, folder)).isEqualTo(CountedCommits.byGit(imported, folder));
    }

    /** More files than one batch, in two folders. */
    private static String files(String mode, String content) {
        StringBuilder files = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            files.append("M %s inline %s/%d\n".formatted(mode, i % 2 == 0 ? "b" : "a", i))
                    .append(Imported.data(content + i));
        }
        return files.toString();
    }

    @Test
    void countsCertainChangesWithoutGit() throws IOException {
        Imported imported = imported(List.of(text("a\n"), text("a\nb\n"), text("b\nc\n"), text("")));
        BareRepository repository = imported.repository();
        try (LineCounts counts = new LineCounts(repository)) {
            CountedCommits.here(imported, folder, counts);

            assertThat(trees(repository)).isEmpty();
        }
    }

    /** The trees for Git's own counts are removed with the counter, and never lie among the fetched objects. */
    @Test
    void removesItsTrees() throws IOException {
        Imported imported = Imported.of(
                folder,
                List.of("M 100644 inline f\n" + Imported.data("a\n"), "M 120000 inline f\n" + Imported.data("a")));
        BareRepository repository = imported.repository();
        List<Path> before = files(repository);
        try (LineCounts counts = new LineCounts(repository)) {
            CountedCommits.here(imported, folder, counts);

            assertThat(trees(repository)).hasSize(1);
            assertThat(files(repository)).isEqualTo(before);
        }
        assertThat(trees(repository)).isEmpty();
        assertThat(files(repository)).isEqualTo(before);
    }

    /** The temporary folders of trees. */
    private static List<Path> trees(BareRepository repository) throws IOException {
        try (Stream<Path> there = Files.list(repository.folder())) {
            return there.filter(path -> path.getFileName().toString().startsWith("trees-"))
                    .toList();
        }
    }

    private static List<Path> files(BareRepository repository) throws IOException {
        try (Stream<Path> there = Files.walk(repository.folder())) {
            return there.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** Commits each version of a file, compares all counts with Git's, and returns how many needed no Git diff. */
    private int countedWithoutGit(List<byte[]> versions) throws IOException {
        Imported imported = imported(versions);

        assertThat(CountedCommits.here(imported, folder)).isEqualTo(CountedCommits.byGit(imported, folder));

        int certain = 0;
        LineHashes hashes = new LineHashes();
        for (int i = 1; i < versions.size(); i++) {
            if (!Arrays.equals(versions.get(i - 1), versions.get(i))
                    && lines(hashes, versions.get(i - 1)) instanceof BlobLines.Text before
                    && lines(hashes, versions.get(i)) instanceof BlobLines.Text after
                    && ShortestEdit.between(before.hashes(), after.hashes()).isPresent()) {
                certain++;
            }
        }
        return certain;
    }

    private static BlobLines lines(LineHashes hashes, byte[] version) throws IOException {
        return hashes.read(new ByteArrayInputStream(version), version.length);
    }

    /** Imports one commit for each version of a file. */
    private Imported imported(List<byte[]> versions) throws IOException {
        return Imported.of(
                folder,
                versions.stream()
                        .map(version ->
                                "M 100644 inline f\n" + Imported.data(new String(version, StandardCharsets.ISO_8859_1)))
                        .toList());
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

    /** The number of distinct lines to draw from: with few, lines are frequent; with many, rare. */
    private static int alphabet(Random random) {
        return new int[] {2, 30, 1000, 100_000}[random.nextInt(4)];
    }

    private static List<String> lines(Random random, int count, int alphabet) {
        List<String> lines = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            // Some lines are frequent, as braces and empty lines are in real files.
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
