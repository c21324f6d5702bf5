package io.commitlake.sandbox.synthetic;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The file changes of each commit of a generated history. */
final class FileChanges {
    private final SplittableRandom random;
    private final List<Text> files = new ArrayList<>();

    /** A file and its number of lines. */
    private record Text(String path, int lines) {}

    FileChanges(SplittableRandom random) {
        this.random = random;
    }

    /**
     * The changes of the commit with this number, from 0: it adds a file, and at times extends, renames or removes an
     * older one.
     */
    List<FileChange> next(int commit) {
        List<FileChange> changes = new ArrayList<>();
        if (files.size() > 2 && random.nextInt(4) == 0) {
            changes.add(new FileChange.Deleted(takeAny().path()));
        }
        if (!files.isEmpty() && random.nextInt(3) == 0) {
            Text old = takeAny();
            Text moved = new Text("moved/" + commit + "-" + old.path().replace('/', '-'), old.lines());
            changes.add(new FileChange.Renamed(old.path(), moved.path()));
            files.add(moved);
        }
        if (!files.isEmpty()) {
            Text old = takeAny();
            changes.add(write(new Text(old.path(), old.lines() + 1 + random.nextInt(5))));
        }
        changes.add(write(new Text("source/file-" + commit + ".txt", 1 + random.nextInt(30))));
        return changes;
    }

    private Text takeAny() {
        return files.remove(random.nextInt(files.size()));
    }

    private FileChange write(Text text) {
        StringBuilder contents = new StringBuilder();
        for (int line = 0; line < text.lines(); line++) {
            contents.append("line ").append(line).append('\n');
        }
        files.add(text);
        return new FileChange.Written(text.path(), contents.toString());
    }
}
