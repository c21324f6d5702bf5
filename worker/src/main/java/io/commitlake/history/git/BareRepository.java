package io.commitlake.history.git;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A bare repository on local disk that holds what was fetched into it and nothing else.
 *
 * @param git that made it
 * @param folder of the repository itself
 */
record BareRepository(Git git, Path folder) {
    static BareRepository create(Git git, Path folder) {
        try (GitProcess init = git.start(new Git.Command(
                folder, List.of("init", "--quiet", "--bare", "--template=", "--initial-branch=none", "history.git")))) {
            init.end();
        }
        return new BareRepository(git, folder.resolve("history.git"));
    }

    Git.Command command(String... arguments) {
        List<String> line = new ArrayList<>(arguments.length + 2);
        line.add("--git-dir=" + folder);
        line.addAll(List.of(arguments));
        return new Git.Command(folder, line);
    }

    /** A file beside the repository, for input too long for a command line. */
    Path scratch(String name) {
        return folder.resolveSibling(name);
    }
}
