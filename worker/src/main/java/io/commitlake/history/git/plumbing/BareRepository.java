package io.commitlake.history.git.plumbing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A bare repository on local disk that holds what was fetched into it and nothing else.
 *
 * @param git that made it
 * @param folder of the repository itself
 * @param bounds of every git that works on it
 */
public record BareRepository(Git git, Path folder, ProcessLimits bounds) {
    private static final int MANY_PACKS = 8;

    /** An empty one, in a folder of this name. */
    public static BareRepository create(Git git, Path folder, String name, ProcessLimits bounds) {
        try (GitProcess init = git.start(new Git.Command(
                folder, bounds, List.of("init", "--quiet", "--bare", "--template=", "--initial-branch=none", name)))) {
            init.end();
        }
        return new BareRepository(git, folder.resolve(name), bounds);
    }

    public Git.Command command(String... arguments) {
        List<String> line = new ArrayList<>(arguments.length + 2);
        line.add("--git-dir=" + folder);
        line.addAll(List.of(arguments));
        return new Git.Command(folder, bounds, line);
    }

    /** Whether everything is there that its references reach. */
    public boolean isWhole() {
        try (GitProcess walk = git.start(command("rev-list", "--objects", "--quiet", "--all"))) {
            return walk.exit() == 0;
        }
    }

    /** Makes few packs of many, so that finding an object in them stays quick. */
    public void tidy() {
        try {
            if (packsIn(folder.resolve("objects/pack")).size() <= MANY_PACKS) {
                return;
            }
        } catch (IOException failed) {
            throw LocalDisk.failure(folder, failed);
        }
        try (GitProcess repack = git.start(command(
                "-c", "pack.threads=1", "-c", "pack.windowMemory=32m", "repack", "--quiet", "--geometric=2", "-d"))) {
            repack.end();
        }
    }

    /** A file beside the repository, for input too long for a command line. */
    public Path scratch(String name) {
        return folder.resolveSibling(name);
    }

    /** The names of a folder's packs, without their extension, sorted. */
    public static List<String> packsIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".pack"))
                    .map(name -> name.substring(0, name.length() - ".pack".length()))
                    .sorted()
                    .toList();
        }
    }
}
