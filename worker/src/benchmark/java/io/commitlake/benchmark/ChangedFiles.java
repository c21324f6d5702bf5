package io.commitlake.benchmark;

import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The files that a history modified, each with the blobs before and after the change, as Git lists them. */
final class ChangedFiles {
    /** The most bytes of different blobs to hold. */
    private static final long MAX_BYTES = 256L << 20;

    /** The blobs of one change. */
    record Change(byte[] before, byte[] after) {}

    private ChangedFiles() {}

    /** The changes of a repository's branch, newest first, as long as their blobs fit into memory. */
    static List<Change> of(Path repository) {
        try {
            List<String[]> pairs = pairs(repository);
            Set<String> names = new LinkedHashSet<>();
            pairs.forEach(pair -> names.addAll(List.of(pair)));
            Map<String, byte[]> blobs = blobs(repository, names);
            List<Change> changes = new ArrayList<>();
            for (String[] pair : pairs) {
                byte[] before = blobs.get(pair[0]);
                byte[] after = blobs.get(pair[1]);
                if (before != null && after != null) {
                    changes.add(new Change(before, after));
                }
            }
            return changes;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The SHAs before and after each modification of a regular file. */
    private static List<String[]> pairs(Path repository) throws IOException {
        Process log = new ProcessBuilder(
                        "git", "log", "--format=", "--raw", "--no-abbrev", "--no-renames", "--diff-filter=M", "HEAD")
                .directory(repository.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String[]> pairs = new ArrayList<>();
        try (BufferedReader lines = log.inputReader(StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", 5); // :100644 100644 SHA SHA M
                if (words.length == 5 && words[0].startsWith(":100") && words[1].startsWith("100")) {
                    pairs.add(new String[] {words[2], words[3]});
                }
            }
        }
        return pairs;
    }

    private static Map<String, byte[]> blobs(Path repository, Set<String> names) throws IOException {
        Path input = Files.createTempFile("blobs", ".txt");
        try {
            Files.write(input, names);
            Process cat = new ProcessBuilder("git", "cat-file", "--batch", "--buffer")
                    .directory(repository.toFile())
                    .redirectInput(input.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Map<String, byte[]> blobs = new HashMap<>();
            long bytes = 0;
            try (DataInputStream in = new DataInputStream(cat.getInputStream())) {
                while (blobs.size() < names.size() && bytes < MAX_BYTES) {
                    String[] header = header(in).split(" ", 3); // SHA blob SIZE
                    byte[] blob = new byte[Integer.parseInt(header[2])];
                    in.readFully(blob);
                    in.skipNBytes(1);
                    bytes += blob.length;
                    blobs.put(header[0], blob);
                }
            }
            return blobs;
        } finally {
            Files.delete(input);
        }
    }

    private static String header(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("git cat-file ended early");
            }
            line.append((char) next);
        }
        return line.toString();
    }
}
