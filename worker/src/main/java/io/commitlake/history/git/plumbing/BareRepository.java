package io.commitlake.history.git.plumbing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A bare repository on local disk that holds only what was fetched into it.
 *
 * @param git the Git that created it
 * @param folder the repository's own folder
 * @param limits the limits of every Git process that works on it
 */
public record BareRepository(Git git, Path folder, ProcessLimits limits) {
    private static final int MAX_PACKS = 8;

    /** The layout in gitrepository-layout(5), version 0. */
    private static final String CONFIG = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n";

    /**
     * Creates an empty repository in a new subfolder of the folder, as {@code git init --bare} does, but without a
     * process.
     */
    public static BareRepository create(Git git, Path folder, String name, ProcessLimits limits) {
        Path repository = folder.resolve(name);
        try {
            Files.createDirectories(repository.resolve("objects/pack"));
            Files.createDirectories(repository.resolve("refs"));
            Files.writeString(repository.resolve("HEAD"), "ref: refs/heads/none\n");
            Files.writeString(repository.resolve("config"), CONFIG);
        } catch (IOException failed) {
            throw LocalDisk.failure(repository, failed);
        }
        return new BareRepository(git, repository, limits);
    }

    /** A command that works on this repository. */
    public Git.Command command(String... arguments) {
        List<String> line = new ArrayList<>(arguments.length + 2);
        line.add("--git-dir=" + folder);
        line.addAll(List.of(arguments));
        return new Git.Command(folder, limits, line);
    }

    /** The folder of its packs. */
    public Path packs() {
        return folder.resolve("objects/pack");
    }

    /** Whether it has no pack. */
    public boolean isEmpty() {
        try {
            return packsIn(packs()).isEmpty();
        } catch (IOException failed) {
            throw LocalDisk.failure(packs(), failed);
        }
    }

    /** Whether it has every object that its references reach. */
    public boolean isComplete() {
        try (GitProcess walk = git.start(command("rev-list", "--objects", "--quiet", "--all"))) {
            return walk.waitForExit() == 0;
        }
    }

    /** Combines packs if there are more than {@value #MAX_PACKS}, so that Git finds objects quickly. */
    public void repack() {
        try {
            if (packsIn(packs()).size() <= MAX_PACKS) {
                return;
            }
        } catch (IOException failed) {
            throw LocalDisk.failure(folder, failed);
        }
        try (GitProcess repack = git.start(command(
                "-c", "pack.threads=1", "-c", "pack.windowMemory=32m", "repack", "--quiet", "--geometric=2", "-d"))) {
            repack.waitForSuccess();
        }
    }

    /** A file beside the repository, for input that is too long for a command line. */
    public Path scratchFile(String name) {
        return folder.resolveSibling(name);
    }

    /** The names of the packs in a folder, sorted, without their extension. */
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
