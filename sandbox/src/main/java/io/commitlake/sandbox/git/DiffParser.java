package io.commitlake.sandbox.git;

import io.commitlake.sandbox.error.SandboxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Parses the output of {@code git diff-tree --raw --numstat -p -z}: the raw entries, the line counts and the patches,
 * each in the same order of files. With {@code -z}, names end with a NUL, and an empty name precedes the patches.
 */
final class DiffParser {
    private static final String HEADER = "diff --git ";
    private final String output;
    private int position;

    private DiffParser(byte[] output) {
        this.output = new String(output, StandardCharsets.ISO_8859_1);
    }

    static List<FileChange> parse(byte[] output) {
        return output.length == 0 ? List.of() : new DiffParser(output).changes();
    }

    private record Raw(char status, String oid, GitPath path, Optional<GitPath> previous) {}

    private record Counts(long additions, long deletions) {}

    private List<FileChange> changes() {
        List<Raw> raws = new ArrayList<>();
        while (output.startsWith(":", position)) {
            raws.add(raw());
        }
        List<Counts> counts = new ArrayList<>();
        for (int i = 0; i < raws.size(); i++) {
            counts.add(counts());
        }
        if (!next().isEmpty()) {
            throw new SandboxException("git diff-tree printed more line counts than files.");
        }
        List<FileChange> changes = new ArrayList<>();
        for (int i = 0; i < raws.size(); i++) {
            Raw raw = raws.get(i);
            int start = position;
            // Git shows a type change as a removal and an addition.
            String hunks = raw.status() == 'T' ? section() + section() : section();
            String patch = hunks.endsWith("\n") ? hunks.substring(0, hunks.length() - 1) : hunks;
            changes.add(new FileChange(
                    raw.status(),
                    raw.oid(),
                    raw.path(),
                    raw.previous(),
                    counts.get(i).additions(),
                    counts.get(i).deletions(),
                    patch.isEmpty() ? Optional.empty() : Optional.of(new GitPath(patch).text()),
                    position - start));
        }
        return changes;
    }

    /** Parses {@code :100644 100644 <oid> <oid> M}, the path, and for a rename the new path. */
    private Raw raw() {
        String[] words = next().split(" ", -1);
        char status = words[4].charAt(0);
        GitPath path = new GitPath(next());
        Optional<GitPath> previous = Optional.empty();
        if (status == 'R') {
            previous = Optional.of(path);
            path = new GitPath(next());
        }
        return new Raw(status, status == 'D' ? words[2] : words[3], path, previous);
    }

    private Counts counts() {
        String[] words = next().split("\t", 3);
        if (words[2].isEmpty()) { // for a rename, both paths follow
            next();
            next();
        }
        return words[0].equals("-") ? new Counts(0, 0) : new Counts(Long.parseLong(words[0]), Long.parseLong(words[1]));
    }

    private String next() {
        int end = output.indexOf('\0', position);
        String field = output.substring(position, end);
        position = end + 1;
        return field;
    }

    /** The hunks of the next file. Each line within them begins with a space, a sign or a backslash. */
    private String section() {
        if (!output.startsWith(HEADER, position)) {
            throw new SandboxException("git diff-tree printed fewer patches than files.");
        }
        int following = output.indexOf("\n" + HEADER, position);
        int end = following < 0 ? output.length() : following + 1;
        int hunk = output.indexOf("\n@@ ", position);
        String hunks = hunk < 0 || hunk >= end ? "" : output.substring(hunk + 1, end);
        position = end;
        return hunks;
    }
}
