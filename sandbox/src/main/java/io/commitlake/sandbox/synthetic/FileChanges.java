package io.commitlake.sandbox.synthetic;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The file changes of each commit of a generated history, as commands of git-fast-import(1). */
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
    String next(int commit) {
        StringBuilder commands = new StringBuilder();
        if (files.size() > 2 && random.nextInt(4) == 0) {
            commands.append("D ").append(takeAny().path()).append('\n');
        }
        if (!files.isEmpty() && random.nextInt(3) == 0) {
            Text old = takeAny();
            Text moved = new Text("moved/" + commit + "-" + old.path().replace('/', '-'), old.lines());
            commands.append("R ")
                    .append(old.path())
                    .append(' ')
                    .append(moved.path())
                    .append('\n');
            files.add(moved);
        }
        if (!files.isEmpty()) {
            Text old = takeAny();
            write(commands, new Text(old.path(), old.lines() + 1 + random.nextInt(5)));
        }
        write(commands, new Text("source/file-" + commit + ".txt", 1 + random.nextInt(30)));
        return commands.toString();
    }

    private Text takeAny() {
        return files.remove(random.nextInt(files.size()));
    }

    private void write(StringBuilder commands, Text text) {
        StringBuilder contents = new StringBuilder();
        for (int line = 0; line < text.lines(); line++) {
            contents.append("line ").append(line).append('\n');
        }
        commands.append("M 100644 inline ").append(text.path()).append('\n');
        SyntheticHistory.data(commands, contents.toString());
        files.add(text);
    }
}
