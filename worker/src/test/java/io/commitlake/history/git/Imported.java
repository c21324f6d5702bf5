package io.commitlake.history.git;

import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.Git;
import io.commitlake.history.git.plumbing.GitProcess;
import io.commitlake.history.git.plumbing.ProcessLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A repository with one branch, created by {@code git fast-import}.
 *
 * @param shas the SHAs of its commits, oldest first
 */
public record Imported(BareRepository repository, List<String> shas) {
    /** Creates a bare repository without commits. */
    public static BareRepository empty(Path folder) {
        return BareRepository.create(Git.find(System.getenv("PATH")), folder, "history.git", ProcessLimits.NONE);
    }

    /** Imports one commit for each string of fast-import file commands, one second apart. */
    static Imported of(Path folder, List<String> commits) throws IOException {
        BareRepository repository = empty(folder);
        try (GitProcess load = repository
                .git()
                .start(repository.command("fast-import", "--quiet").withInputPipe())) {
            try (OutputStream to = load.input()) {
                for (int i = 0; i < commits.size(); i++) {
                    to.write("commit refs/heads/main\ncommitter a <a@a> %d +0000\ndata 0\n%s"
                            .formatted(i + 1, commits.get(i))
                            .getBytes(StandardCharsets.ISO_8859_1));
                }
            }
            load.waitForSuccess();
        }
        try (GitProcess list = repository.git().start(repository.command("rev-list", "--reverse", "main"));
                InputStream found = list.output()) {
            List<String> shas = new String(found.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
            list.waitForSuccess();
            return new Imported(repository, shas);
        }
    }

    /** The fast-import data command for a file's content, in which each character stands for one byte. */
    static String data(String content) {
        return "data " + content.length() + "\n" + content + "\n";
    }
}
